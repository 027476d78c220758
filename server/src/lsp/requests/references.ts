/** "Find All References". */
import { ReferencesRequest } from '../protocol.ts';
import { toLocation } from '../locations.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

export const references: ProtocolFeature = {
  capabilities: () => ({ referencesProvider: true }),
  register(requests) {
    requests.onDocument(ReferencesRequest.type, {
      needs: 'workspace',
      load: () => import('../../features/references.ts'),
      answer({ referencesAt }, file, { position, context }) {
        const places = referencesAt(file.snapshot, file.path, file.source.offsetAt(position), context);
        return places?.flatMap((place) => toLocation(file, place) ?? []) ?? null;
      },
    });
  },
};
