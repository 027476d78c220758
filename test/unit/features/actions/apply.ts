/** Code actions at a cursor or a selection of a project in memory, applied as an editor would. */
import { expect } from 'vitest';
import { actionsAt, type PlacedAction } from '../../../../server/src/features/actions/all.ts';
import { withoutSlots } from '../../../../server/src/features/tab-stops.ts';
import { quickFixes } from '../../../../server/src/features/code-actions.ts';
import { MemoryFileSystem } from '../../../../server/src/project/file-system.ts';
import { Project } from '../../../../server/src/project/project.ts';
import { applyEdits } from '../../../../server/src/text/edit.ts';
import { lintFiles, type Files } from '../../../rules/lint-files.ts';

/** Stands for the cursor; two of them for a selection. */
const CURSOR = /‸/g;

export interface Asked {
  readonly actions: readonly PlacedAction[];
  /** The files without the cursor. */
  readonly files: Record<string, string>;
}

export interface AskOptions {
  readonly isForFile?: boolean;
  /** Whether quick fixes hide the actions that do the same. */
  readonly withFixes?: boolean;
}

/** The actions that are offered where `‸` stands in one of the files. */
export async function ask(marked: Files, options: AskOptions = {}): Promise<Asked> {
  const [path, text] = Object.entries(marked).find(([, it]) => it.includes('‸'))!;
  const start = text.indexOf('‸');
  const end = Math.max(start, text.lastIndexOf('‸') - 1);
  const files = { ...marked, [path]: text.replace(CURSOR, '') };
  const project = new Project(new MemoryFileSystem(files));
  await project.load();
  for (let round = 0; ; round++) {
    const snapshot = project.snapshot();
    const fixed = options.withFixes ? await fixedRules(files, path, start, end) : new Set<string>();
    const actions = actionsAt(snapshot, {
      path,
      range: { start, end },
      projectName: 'shop',
      isForFile: options.isForFile === true,
      fixed,
    });
    if (!project.isUnsettled || round > 10) return { actions, files };
    await project.settle();
  }
}

async function fixedRules(files: Files, path: string, start: number, end: number): Promise<Set<string>> {
  const { snapshot, findings } = await lintFiles(files);
  const here = findings.filter(({ location }) => location.path === path);
  return new Set(
    quickFixes(snapshot, { start, end }, here)
      .filter(({ isSilencing }) => !isSilencing)
      .flatMap((fix) => fix.findings.map(({ finding }) => finding.rule)),
  );
}

/** Titles of what is offered. */
export async function titles(marked: Files, options: AskOptions = {}): Promise<string[]> {
  return (await ask(marked, options)).actions.map(({ title }) => title);
}

/** The files after one action was applied. */
export function applied({ files }: Asked, { edits, newFiles }: PlacedAction): Record<string, string> {
  const after = { ...files };
  for (const path of new Set(edits.map((edit) => edit.path)))
    after[path] = applyEdits(
      files[path]!,
      edits
        .filter((edit) => edit.path === path)
        .map((edit) => ({ ...edit, newText: withoutSlots(edit.newText) })),
    );
  for (const file of newFiles) after[file.path] = withoutSlots(file.text);
  return after;
}

/**
 * The files after the action of that title was applied. It has to be offered once, to bring no finding that was not
 * there before, to keep every line that it does not change, and to be gone where it was applied.
 */
export async function apply(
  marked: Files,
  title: RegExp | string,
  options: AskOptions & { readonly isOfferedAgain?: boolean } = {},
): Promise<Record<string, string>> {
  const asked = await ask(marked, options);
  const isMeant = (it: PlacedAction) =>
    typeof title === 'string' ? it.title === title : title.test(it.title);
  const meant = asked.actions.filter(isMeant);
  expect(
    meant.map((it) => it.title),
    `among ${JSON.stringify(asked.actions.map((it) => it.title))}`,
  ).toHaveLength(1);
  const after = applied(asked, meant[0]!);
  expect(await newFindings(asked.files, after)).toEqual([]);
  if (!options.isOfferedAgain) {
    const [path, text] = Object.entries(marked).find(([, it]) => it.includes('‸'))!;
    const again = await ask({ ...after, [path]: markedAgain(text, after[path]!) }, options);
    expect(again.actions.filter(isMeant).map((it) => it.title)).toEqual([]);
  }
  return after;
}

/** The cursor before the same text of its line as before, as far as that is still there. */
function markedAgain(text: string, after: string): string {
  const before = text.slice(0, text.indexOf('‸'));
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const rest = /^[^\r\n]*/.exec(text.slice(before.length).replace(CURSOR, ''))![0];
  const at = rest + line === '' ? before.length : after.indexOf(line + rest);
  const place = at < 0 ? Math.min(before.length, after.length) : at + (rest + line === '' ? 0 : line.length);
  return `${after.slice(0, place)}‸${after.slice(place)}`;
}

async function newFindings(before: Files, after: Files): Promise<string[]> {
  const text = async (files: Files) =>
    (await lintFiles(files)).findings.map(
      ({ finding, location }) => `${location.path} ${finding.rule}: ${finding.message}`,
    );
  const known = await text(before);
  return (await text(after)).filter((finding) => {
    const at = known.indexOf(finding);
    if (at >= 0) known.splice(at, 1);
    return at < 0;
  });
}
