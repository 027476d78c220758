/** Quick fixes, "fix all", the fixes that silence a rule, and what can be added or rewritten at a place. */
import {
  CodeActionKind,
  CodeActionRequest,
  LSPErrorCodes,
  ResponseError,
  type CodeAction,
  type CodeActionParams,
  type Command,
} from '../protocol.ts';
import { Utils, URI } from 'vscode-uri';
import type { PlacedAction } from '../../features/actions/all.ts';
import type { CodeActionChoice } from '../../features/code-actions.ts';
import type { LocatedFinding } from '../../rules/located-findings.ts';
import type { OffsetRange } from '../../text/span.ts';
import { toDiagnostic } from '../diagnostics.ts';
import type { OpenFile, ProtocolFeature, Requests } from '../protocol-feature.ts';
import { canCreateFiles, toWorkspaceEdit } from '../workspace-edit.ts';

const FIX_ALL = `${CodeActionKind.SourceFixAll}.pipewright`;
/** What adds something to the project, where it is asked for by this kind. */
const ADD = `${CodeActionKind.Source}.add.pipewright`;

export const codeAction: ProtocolFeature = {
  capabilities: () => ({
    codeActionProvider: {
      codeActionKinds: [
        CodeActionKind.QuickFix,
        CodeActionKind.RefactorRewrite,
        CodeActionKind.RefactorExtract,
        FIX_ALL,
        ADD,
      ],
    },
  }),
  register(requests) {
    requests.on<CodeActionParams, (CodeAction | Command)[] | null>(
      CodeActionRequest.type,
      { needs: 'file' },
      (parameters) => answer(requests, parameters),
    );
  },
};

async function answer(
  requests: Requests,
  parameters: CodeActionParams,
): Promise<CodeAction[] | ResponseError<undefined> | null> {
  const { uri } = parameters.textDocument;
  const version = requests.session.documents.get(uri)?.version;
  const isStale = () => requests.session.documents.get(uri)?.version !== version;
  const stale = () => new ResponseError<undefined>(LSPErrorCodes.ContentModified, 'the document has changed');
  const { quickFixes, fixAllAction } = await import('../../features/code-actions.ts');
  let file = await requests.openFile(uri, 'file');
  if (!file) return null;
  if (isStale()) return stale();
  const { only } = parameters.context;
  const wants = (kind: string) =>
    !only || only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
  const offsets = offsetsOf(file, parameters);
  const found = requests.findingsOf(file);
  const findings = found.some(({ finding }) => finding.missingDockerfile)
    ? await completed(file, found)
    : found;
  if (isStale()) return stale();
  const fixes = quickFixes(file.snapshot, offsets, findings);
  // All at once only where it is asked for: it is no fix of the place.
  const all = only && wants(FIX_ALL) ? fixAllAction(file.snapshot, file.path, findings) : undefined;
  const choices = [...(wants(CodeActionKind.QuickFix) ? fixes : []), ...(all ? [all] : [])];
  const answers = toCodeActions(requests, file, choices);
  const isRewriting = wants(CodeActionKind.RefactorRewrite) || wants(CodeActionKind.RefactorExtract);
  const isAdding = only !== undefined && wants(ADD);
  // Before all files are known, what is missing in them is not known either.
  if (!requests.session.isLoaded || !(isRewriting || isAdding)) return answers;
  const { actionsAt } = await import('../../features/actions/all.ts');
  for (let round = 1; ; round++) {
    if (isStale()) return stale();
    const fixed = new Set(
      fixes
        .filter(({ isSilencing }) => !isSilencing)
        .flatMap((fix) => fix.findings.map(({ finding }) => finding.rule)),
    );
    const actions = actionsAt(file.snapshot, {
      path: file.path,
      range: offsets,
      projectName: Utils.basename(URI.parse(file.project.root)),
      isForFile: isAdding,
      fixed,
    });
    const { project } = file.project;
    // An action may ask for files that were not read so far.
    if (!project.isUnsettled || round > MAXIMUM_ROUNDS)
      return [
        ...answers,
        ...toCodeActions(
          requests,
          file,
          actions.map((action) => toChoice(action, isAdding)).filter(({ kind }) => wants(kind)),
        ),
      ];
    await project.settle();
    file = await requests.openFile(uri, 'file');
    if (!file) return null;
  }
}

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

/** How often the actions are looked for anew with the files that they asked for. */
const MAXIMUM_ROUNDS = 12;

function offsetsOf({ source }: OpenFile, { range }: CodeActionParams): OffsetRange {
  return { start: source.offsetAt(range.start), end: source.offsetAt(range.end) };
}

type Choice = Omit<CodeActionChoice, 'kind'> & { readonly kind: string };

function toChoice(action: PlacedAction, isAdding: boolean): Choice {
  const kind = action.scope === 'file' && isAdding ? ADD : action.kind;
  return { ...action, kind, isPreferred: false, findings: [] };
}

function toCodeActions(
  { session }: Requests,
  { project, snapshot }: OpenFile,
  choices: readonly Choice[],
): CodeAction[] {
  return choices
    .filter(({ newFiles }) => newFiles.length === 0 || canCreateFiles(session))
    .map((choice) => ({
      title: choice.title,
      kind: choice.kind,
      ...(choice.findings.length > 0 && {
        isPreferred: choice.isPreferred,
        diagnostics: choice.findings.map((finding) => toDiagnostic(project, snapshot, finding)),
      }),
      edit: toWorkspaceEdit(session, project, choice.edits, choice.newFiles),
    }));
}
