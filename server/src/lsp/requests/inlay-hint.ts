/** Hints inside the text, as the settings want them. */
import { InlayHintRequest } from '../protocol.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

export const inlayHint: ProtocolFeature = {
  capabilities: () => ({ inlayHintProvider: true }),
  register(requests) {
    requests.onDocument(InlayHintRequest.type, {
      needs: 'workspace',
      load: () => import('../../features/inlay-hints.ts'),
      answer({ inlayHints }, { snapshot, path, source }, { range }) {
        const within = { start: source.offsetAt(range.start), end: source.offsetAt(range.end) };
        const hints = inlayHints(snapshot, path, within, requests.session.settings.inlayHints);
        return hints.map(({ offset, text, tooltip }) => ({
          position: source.positionAt(offset),
          label: text,
          ...(tooltip !== undefined && { tooltip }),
        }));
      },
    });
  },
};
