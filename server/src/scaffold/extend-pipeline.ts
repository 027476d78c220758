/** Additions to a pipeline that is there already, as edits of its text: nothing in it is written anew. */
import { applyEdits, type SpanEdit, type TextEdit } from '../text/edit.ts';
import { indentationStep, lineEndOf } from '../text/line-style.ts';
import { SourceText } from '../text/source-text.ts';
import { span } from '../text/span.ts';
import { insertItem, insertLinesAfter, insertPair } from '../yaml/insert.ts';
import { isMap, isSequence } from '../yaml/node.ts';
import { YamlFile } from '../yaml/yaml-file.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { JobText } from './pipeline/job-text.ts';
import { reindent } from './reindent.ts';

export interface Additions {
  /** Stages that the jobs are in, in their order. */
  readonly stages: readonly string[];
  /** Lines below `variables:`, with two blanks before each. */
  readonly variables: string;
  readonly jobs: readonly JobText[];
}

/** The edits; a text says why there can be none. */
export function extendPipeline(
  snapshot: Snapshot,
  pipeline: Pipeline,
  additions: Additions,
): readonly TextEdit[] | string {
  const source = snapshot.text(pipeline.path)!;
  const { text } = source;
  const lineEnd = lineEndOf(text);
  const edits: TextEdit[] = [];
  const place = (edit: SpanEdit | undefined): boolean => {
    const location = edit && snapshot.locate(edit.at);
    if (location?.path !== pipeline.path) return false;
    edits.push({ range: location.range, newText: edit!.newText });
    return true;
  };
  for (const stage of missingStages(pipeline, additions.stages)) {
    const list = pipeline.stagesEntry?.value;
    const edit = isSequence(list) ? insertItem(list, stage.name, stage.where) : undefined;
    if (!place(edit))
      return `Its stages are not a list that \`${stage.name}\` can be added to. Add it, and generate again.`;
  }
  const step = indentationStep(text);
  const separator =
    text === '' || /(?:\r?\n){2}$/.test(text) ? '' : /\n$/.test(text) ? lineEnd : lineEnd + lineEnd;
  let appended = additions.jobs.map((job) => reindent(job.text, step)).join('\n');
  if (additions.variables !== '') {
    const entry = pipeline.globals.get('variables')?.at(-1);
    const lines = additions.variables
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(2));
    const last = isMap(entry?.value) ? entry.value.pairs.at(-1) : undefined;
    if (!entry) {
      const block = reindent(`variables:\n${additions.variables}`, step);
      const stages = pipeline.stagesEntry;
      const isHere = stages?.value && snapshot.locate(stages.value)?.path === pipeline.path;
      if (isHere) place(insertLinesAfter(stages.value!, ['', ...block.trimEnd().split('\n')]));
      else appended = `${block}\n${appended}`;
    } else if (!isMap(entry.value) || !last || !place(addPair(entry.value, last, lines)))
      return 'Its variables are written in a way that none can be added to. Write them as a plain list of names and values, and generate again.';
  }
  edits.push({
    range: { start: text.length, end: text.length },
    newText: separator + appended.replaceAll('\n', lineEnd),
  });
  const after = YamlFile.parse(new SourceText(pipeline.path, applyEdits(text, edits)));
  if (after.documents.some((document) => document.problems.length > 0))
    return 'Nothing can be added to it without breaking it: it is written in an unusual way.';
  return edits;
}

function addPair(
  map: Extract<NonNullable<Pipeline['stagesEntry']>['value'], { kind: 'map' }>,
  last: (typeof map.pairs)[number],
  lines: readonly string[],
): SpanEdit | undefined {
  if (!map.flow) return insertPair(map, last, lines);
  const end = (last.value ?? last.key).end;
  const pairs = lines.filter((line) => !line.startsWith('#')).map((line) => `, ${line}`);
  return { at: span(map.segment, end, end), newText: pairs.join('') };
}

interface MissingStage {
  readonly name: string;
  readonly where: 'first' | 'last' | number;
}

/** What stages that come after a new one are called. */
const LATER: Readonly<Record<string, RegExp>> = {
  test: /build|package|image|docker|publish|release|deploy|review|staging|prod|rollout/i,
  build: /publish|release|deploy|review|staging|prod|rollout/i,
};

function missingStages(pipeline: Pipeline, wanted: readonly string[]): readonly MissingStage[] {
  const known = pipeline.stages.map(({ name }) => name);
  return wanted
    .filter((name) => !known.includes(name))
    .map((name) => {
      // What has to come before something that is there already comes right before that.
      const following = wanted.slice(wanted.indexOf(name) + 1);
      const later = known.findIndex((it) => following.includes(it) || LATER[name]?.test(it));
      return { name, where: later < 0 ? 'last' : later === 0 ? 'first' : later - 1 };
    });
}
