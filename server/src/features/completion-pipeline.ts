/** Completion in files of a pipeline: keywords by place, stages, jobs, files to include, anchors. */
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { Job } from '../gitlab/job.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { isYamlPath } from '../text/path.ts';
import { isMap } from '../yaml/node.ts';
import type { CompletionChoice } from './completion-choice.ts';
import { givenInputChoices } from './completion-input.ts';
import { keyChoices, scalarChoice, valueChoices } from './completion-keyword.ts';
import { pipelineNodes, pipelineReader } from './hover-keyword.ts';
import { jobSnippets } from './snippets/job-snippets.ts';
import { pipelineSnippets } from './snippets/pipeline-snippets.ts';
import { scriptSnippets } from './snippets/script-snippets.ts';
import type { FileRole } from './role.ts';
import type { YamlCursor } from './yaml-cursor.ts';

type PipelineRole = Extract<FileRole, { kind: 'pipeline' }>;

export function pipelineChoices(
  snapshot: Snapshot,
  role: PipelineRole,
  cursor: YamlCursor,
  lineEnd: string,
): readonly CompletionChoice[] {
  if (cursor.flowTag === '!reference') return referenceChoices(role, cursor);
  if (/^\*[^\s]*$/.test(cursor.prefix)) return anchorChoices(role, cursor);
  const [entry, ...rest] = cursor.path;
  const isHeader = role.file.header !== undefined && cursor.end <= role.file.header.range.end;
  const nodes = pipelineNodes(cursor.path, isHeader);
  const names = isHeader ? [] : nameChoices(snapshot, role, cursor, entry, rest);
  const given = isHeader ? [] : givenInputChoices(snapshot, role, cursor);
  if (given.length > 0) return given;
  const values = valueChoices(cursor, nodes, pipelineReader);
  if (cursor.kind === 'value') return [...names, ...values];
  const keys = keyChoices(cursor, nodes, pipelineReader, lineEnd);
  return [...names, ...values, ...keys, ...(isHeader ? [] : snippets(snapshot, role, cursor))];
}

/** Texts to begin with, by the place. */
function snippets(snapshot: Snapshot, role: PipelineRole, cursor: YamlCursor): CompletionChoice[] {
  const { source } = role.file.yaml;
  if (cursor.isInFlow || cursor.hasColon || cursor.quote !== '') return [];
  if (cursor.path.length === 0) return pipelineSnippets(cursor, role, source);
  return [...jobSnippets(cursor, source), ...scriptSnippets(snapshot, role, cursor, source)];
}

/** Names of things of the project that belong to a place. */
function nameChoices(
  snapshot: Snapshot,
  role: PipelineRole,
  cursor: YamlCursor,
  entry: string | undefined,
  rest: readonly string[],
): CompletionChoice[] {
  const place = rest.filter((step) => step !== '[]').join('.');
  const isItem = rest.includes('[]') || cursor.kind === 'value';
  if (entry === 'include') return isIncludePlace(rest) ? fileChoices(snapshot, role, cursor) : [];
  if (entry === 'stages' || entry === 'variables' || entry === 'workflow') return [];
  switch (place) {
    case 'stage':
      return stageChoices(role, cursor);
    case 'needs':
    case 'needs.job':
    case 'dependencies':
    case 'environment.on_stop':
    case 'rules.needs':
    case 'rules.needs.job':
      return isItem ? jobChoices(role, cursor, entry) : [];
    case 'extends':
      return extendsChoices(role, cursor, entry);
    case 'trigger.include':
    case 'trigger.include.local':
      return fileChoices(snapshot, role, cursor);
    case 'trigger.include.job':
      return jobChoices(role, cursor, entry);
    case 'image':
    case 'image.name':
      return cursor.kind === 'value' ? usedTexts(role, cursor, (job) => job.image?.name.value) : [];
    default:
      return [];
  }
}

function isIncludePlace(rest: readonly string[]): boolean {
  const keys = rest.filter((step) => step !== '[]');
  return keys.length === 0 || (keys.length === 1 && keys[0] === 'local');
}

function stageChoices(role: PipelineRole, cursor: YamlCursor): CompletionChoice[] {
  const stages = new Set(role.pipelines.flatMap((pipeline) => pipeline.stages.map(({ name }) => name)));
  return ['.pre', ...stages, '.post'].map((name, index) => {
    const isOwn = name === '.pre' || name === '.post';
    const count = role.pipelines.reduce(
      (sum, pipeline) => sum + [...pipeline.jobs.values()].filter((job) => job.stage === name).length,
      0,
    );
    const detail = isOwn ? "GitLab's own" : `${count} job${count === 1 ? '' : 's'}`;
    return scalarChoice(cursor, name, 'stage', isOwn ? 1000 + index : index, detail);
  });
}

/** Visible jobs; those of earlier stages first, since only such can be needed for sure. */
function jobChoices(role: PipelineRole, cursor: YamlCursor, own: string | undefined): CompletionChoice[] {
  const choices = new Map<string, CompletionChoice>();
  const written = new Set(cursor.flowItems);
  for (const pipeline of role.pipelines) {
    const order = stageOrder(pipeline);
    const ownPlace = own === undefined ? Infinity : placeOf(pipeline.jobs.get(own), order);
    for (const job of pipeline.jobs.values()) {
      if (job.name === own || choices.has(job.name) || written.has(job.name)) continue;
      const isLater = placeOf(job, order) > ownPlace ? 1000 : 0;
      choices.set(job.name, scalarChoice(cursor, job.name, 'job', isLater + choices.size, job.stage));
    }
  }
  return [...choices.values()];
}

function stageOrder(pipeline: Pipeline): ReadonlyMap<string, number> {
  return new Map(['.pre', ...pipeline.stages.map(({ name }) => name), '.post'].map((name, at) => [name, at]));
}

function placeOf(job: Job | undefined, order: ReadonlyMap<string, number>): number {
  return (job && order.get(job.stage)) ?? Infinity;
}

function extendsChoices(role: PipelineRole, cursor: YamlCursor, own: string | undefined): CompletionChoice[] {
  const written = new Set(cursor.flowItems);
  const hidden = role.pipelines.flatMap((pipeline) => [...pipeline.hiddenJobs.values()]);
  const visible = role.pipelines.flatMap((pipeline) => [...pipeline.jobs.values()]);
  const names = new Set([...hidden, ...visible].map((job) => job.name));
  return [...names]
    .filter((name) => name !== own && !written.has(name))
    .map((name, index) =>
      scalarChoice(cursor, name, 'job', index, name.startsWith('.') ? 'hidden job' : 'job'),
    );
}

/** `!reference [job, keyword, …]` */
function referenceChoices(role: PipelineRole, cursor: YamlCursor): CompletionChoice[] {
  const [job, keyword] = cursor.flowItems;
  if (job === undefined) return extendsChoices(role, cursor, cursor.path[0]);
  const jobs = role.pipelines.flatMap((pipeline) => pipeline.job(job) ?? []);
  if (keyword === undefined) {
    const names = new Set(jobs.flatMap((it) => [...it.keywords.keys()]));
    return [...names].map((name, index) => scalarChoice(cursor, name, 'keyword', index, job));
  }
  const names = new Set(
    jobs.flatMap((it) => {
      const value = it.value(keyword);
      return isMap(value) ? value.pairs.flatMap(({ key }) => (key.kind === 'scalar' ? [key.value] : [])) : [];
    }),
  );
  return [...names].map((name, index) => scalarChoice(cursor, name, 'value', index, `${job}, ${keyword}`));
}

function anchorChoices(role: PipelineRole, cursor: YamlCursor): CompletionChoice[] {
  return [...(role.file.document?.anchorNames ?? [])].map((name, index) => ({
    label: `*${name}`,
    kind: 'anchor' as const,
    range: { start: cursor.start, end: cursor.end },
    newText: `*${name}`,
    order: index,
  }));
}

/** YAML files of the project that the pipeline does not have yet. */
function fileChoices(snapshot: Snapshot, role: PipelineRole, cursor: YamlCursor): CompletionChoice[] {
  const included = new Set(role.pipelines.flatMap((pipeline) => pipeline.files.map((file) => file.path)));
  const slash = cursor.prefix.startsWith('/') || cursor.prefix === '' ? '/' : '';
  return [...snapshot.paths()]
    .filter((path) => isYamlPath(path) && !included.has(path) && !snapshot.isIgnored(path))
    .sort((a, b) => Number(isLikely(b)) - Number(isLikely(a)) || (a < b ? -1 : 1))
    .slice(0, 500)
    .map((path, index) => scalarChoice(cursor, slash + path, 'file', index));
}

/** Where files of pipelines usually lie. */
function isLikely(path: string): boolean {
  return /(?:^|\/)\.?(?:gitlab|gitlab-ci|ci)\/|gitlab-ci\.ya?ml$/.test(path);
}

/** Texts that other jobs have at this place. */
function usedTexts(
  role: PipelineRole,
  cursor: YamlCursor,
  read: (job: Job) => string | undefined,
): CompletionChoice[] {
  const texts = new Set(
    role.pipelines.flatMap((pipeline) => [...pipeline.jobs.values()].flatMap((job) => read(job) ?? [])),
  );
  return [...texts].map((text, index) => scalarChoice(cursor, text, 'value', index, 'used by other jobs'));
}
