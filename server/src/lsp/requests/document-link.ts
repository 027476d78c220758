/** Names of files that can be opened. */
import { DocumentLinkRequest } from '../protocol.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

export const documentLink: ProtocolFeature = {
  capabilities: () => ({ documentLinkProvider: { resolveProvider: false } }),
  register(requests) {
    requests.onDocument(DocumentLinkRequest.type, {
      needs: 'workspace',
      load: () => import('../../features/document-links.ts'),
      answer: ({ documentLinks }, { project, snapshot, path, source }) =>
        documentLinks(snapshot, path).map(({ range, target }) => ({
          range: source.rangeAt(range),
          target: 'path' in target ? project.uriOf(target.path) : target.address,
        })),
    });
  },
};
