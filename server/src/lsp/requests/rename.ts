/** "Rename Symbol", with a look beforehand whether it can be. */
import { LSPErrorCodes, PrepareRenameRequest, RenameRequest, ResponseError } from '../protocol.ts';
import type { Refusal } from '../../features/rename.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';
import { toWorkspaceEdit } from '../workspace-edit.ts';

export const rename: ProtocolFeature = {
  capabilities: ({ textDocument }) => ({
    renameProvider: textDocument?.rename?.prepareSupport === true ? { prepareProvider: true } : true,
  }),
  register(requests) {
    const load = () => import('../../features/rename.ts');
    requests.onDocument(PrepareRenameRequest.type, {
      needs: 'workspace',
      load,
      answer({ renameTargetAt }, { snapshot, path, source }, { position }) {
        const target = renameTargetAt(snapshot, path, source.offsetAt(position));
        if (!target) return null;
        if ('refused' in target) throw refusal(target);
        return { range: source.rangeAt(target.range), placeholder: target.name };
      },
    });
    requests.onDocument(RenameRequest.type, {
      needs: 'workspace',
      load,
      answer({ renameAt }, { project, snapshot, path, source }, { position, newName }) {
        const edits = renameAt(snapshot, path, source.offsetAt(position), newName);
        if (!edits) return null;
        if ('refused' in edits) throw refusal(edits);
        return toWorkspaceEdit(requests.session, project, edits);
      },
    });
  },
};

/** The editor shows the message beside the cursor. */
function refusal({ refused }: Refusal): ResponseError<undefined> {
  return new ResponseError<undefined>(LSPErrorCodes.RequestFailed, refused);
}
