/** What a document is to us, so that the editor shows commands where they make sense. */
import { ProtocolRequestType } from '../protocol.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

interface FileKindParameters {
  readonly textDocument: { readonly uri: string };
}

/** `template`: a manifest that a job renders. */
type FileKind = 'pipeline' | 'manifest' | 'template' | 'configuration' | 'script';

const type = new ProtocolRequestType<FileKindParameters, FileKind | null, never, void, void>(
  'pipewright/fileKind',
);

export const fileKind: ProtocolFeature = {
  register(requests) {
    requests.onDocument(type, {
      needs: 'workspace',
      load: async () => ({
        ...(await import('../../features/role.ts')),
        ...(await import('../../project/delivery.ts')),
      }),
      answer({ roleOf, deliveryOf }, { snapshot, path }): FileKind | null {
        const role = roleOf(snapshot, path);
        if (role?.kind !== 'manifest') return role?.kind ?? null;
        return deliveryOf(snapshot).templateUses(path).length > 0 ? 'template' : 'manifest';
      },
    });
  },
};
