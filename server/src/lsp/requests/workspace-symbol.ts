/** Jobs and resources of all projects, by name. */
import { SymbolKind, WorkspaceSymbolRequest, type SymbolInformation } from '../protocol.ts';
import { toLocation } from '../locations.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

const KINDS = {
  job: SymbolKind.Function,
  'hidden-job': SymbolKind.Interface,
  resource: SymbolKind.Class,
} as const;

export const workspaceSymbol: ProtocolFeature = {
  capabilities: () => ({ workspaceSymbolProvider: true }),
  register(requests) {
    requests.on(WorkspaceSymbolRequest.type, { needs: 'workspace' }, async ({ query }) => {
      const { projectSymbols } = await import('../../features/workspace-symbols.ts');
      return requests.session.workspace.projects.flatMap((project) => {
        const snapshot = project.project.snapshot();
        return projectSymbols(snapshot, query).flatMap(
          ({ name, kind, container, location }): SymbolInformation[] => {
            const at = toLocation({ project, snapshot }, location);
            return at ? [{ name, kind: KINDS[kind], containerName: container, location: at }] : [];
          },
        );
      });
    });
  },
};
