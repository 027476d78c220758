/** Quick fixes, "fix all", and the fixes that silence a rule. */
import { CodeActionKind, CodeActionRequest, type CodeAction } from 'vscode-languageserver';
import type { CodeActionChoice } from '../../features/code-actions.ts';
import type { LocatedFinding } from '../../rules/engine.ts';
import { toDiagnostic } from '../diagnostics.ts';
import type { OpenFile, ProtocolFeature } from '../protocol-feature.ts';
import type { Session } from '../session.ts';
import { toWorkspaceEdit } from '../workspace-edit.ts';

const FIX_ALL = `${CodeActionKind.SourceFixAll}.pipewright`;

export const codeAction: ProtocolFeature = {
  capabilities: () => ({ codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL] } }),
  register(requests) {
    requests.onDocument(CodeActionRequest.type, {
      needs: 'file',
      load: () => import('../../features/code-actions.ts'),
      async answer({ quickFixes, fixAllAction }, file, { range, context: { only } }) {
        const found = requests.findingsOf(file);
        const findings = found.some(({ finding }) => finding.missingDockerfile)
          ? await completed(file, found)
          : found;
        const { source } = file;
        const offsets = { start: source.offsetAt(range.start), end: source.offsetAt(range.end) };
        const wants = (kind: string) =>
          !only || only.some((wanted) => kind === wanted || kind.startsWith(`${wanted}.`));
        // All at once only where it is asked for: it is no fix of the place.
        const all = only && wants(FIX_ALL) ? fixAllAction(file.snapshot, file.path, findings) : undefined;
        const choices = wants(CodeActionKind.QuickFix) ? quickFixes(file.snapshot, offsets, findings) : [];
        return [...choices, ...(all ? [all] : [])].map((choice) =>
          toCodeAction(requests.session, file, choice),
        );
      },
    });
  },
};

/** With the fixes that take knowledge of the project's stack. */
async function completed(
  { project }: OpenFile,
  findings: readonly LocatedFinding[],
): Promise<readonly LocatedFinding[]> {
  const [{ withNewDockerfiles }, { settled }] = await Promise.all([
    import('../../scaffold/missing-dockerfile.ts'),
    import('../../scaffold/settled.ts'),
  ]);
  return settled(project.project, (snapshot) => withNewDockerfiles(snapshot, findings));
}

function toCodeAction(
  session: Session,
  { project, snapshot }: OpenFile,
  choice: CodeActionChoice,
): CodeAction {
  return {
    title: choice.title,
    kind: choice.kind,
    isPreferred: choice.isPreferred,
    diagnostics: choice.findings.map((finding) => toDiagnostic(project, snapshot, finding)),
    edit: toWorkspaceEdit(session, project, choice.edits, choice.newFiles),
  };
}
