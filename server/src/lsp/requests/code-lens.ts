/** Lines over jobs, as the settings want them. */
import { CodeLensRequest } from '../protocol.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

export const codeLens: ProtocolFeature = {
  capabilities: () => ({ codeLensProvider: {} }),
  register(requests) {
    const isWanted = () => requests.session.settings.codeLens.runsOn;
    requests.onDocument(CodeLensRequest.type, {
      needs: 'workspace',
      // Nothing is loaded, nor simulated, for whoever has them off.
      load: async () => (isWanted() ? await import('../../features/runs-on.ts') : undefined),
      answer(module, { snapshot, path, source }) {
        if (!module) return [];
        return module.runsOn(snapshot, path).map(({ range, text }) => ({
          range: source.rangeAt(range),
          command: { title: text, command: '' },
        }));
      },
    });
  },
};
