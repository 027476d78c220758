/** "Go to Definition". */
import { DefinitionRequest, type Definition, type LocationLink } from '../protocol.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';
import { toLocation } from '../locations.ts';

export const definition: ProtocolFeature = {
  capabilities: () => ({ definitionProvider: true }),
  register(requests) {
    requests.onDocument(DefinitionRequest.type, {
      needs: 'workspace',
      load: () => import('../../features/definition.ts'),
      answer({ definitionAt }, file, { position }): Definition | LocationLink[] | null {
        const found = definitionAt(file.snapshot, file.path, file.source.offsetAt(position));
        if (!found) return null;
        const locations = found.targets.flatMap((target) => toLocation(file, target) ?? []);
        if (requests.session.client.textDocument?.definition?.linkSupport !== true) return locations;
        const originSelectionRange = file.source.rangeAt(found.origin);
        return locations.map(({ uri, range }) => ({
          originSelectionRange,
          targetUri: uri,
          targetRange: range,
          targetSelectionRange: range,
        }));
      },
    });
  },
};
