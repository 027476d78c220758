/** Cycles in the references of a pipeline: each once, from its first member on, in an order that stays. */
import { isMap, keyOf, valueOf, type Pair, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { span, type Span } from '../text/span.ts';
import { spanInScalar } from '../yaml/scalar-map.ts';
import type { Job } from './job.ts';
import type { Pipeline } from './pipeline.ts';
import { namedJob } from './named-job.ts';

export interface CycleStep {
  readonly name: string;
  /** Where it names the next one. */
  readonly at: Span;
}

export type Cycle = readonly CycleStep[];

interface Edge {
  readonly to: string;
  readonly at: Span;
}

/** One cycle for each group of names that lead to each other; the shortest through the group's first name. */
function findCycles(names: readonly string[], edgesOf: (name: string) => readonly Edge[]): Cycle[] {
  const cycles: Cycle[] = [];
  const covered = new Set<string>();
  for (const start of names) {
    if (covered.has(start)) continue;
    const cycle = shortestCycle(start, edgesOf);
    if (!cycle) continue;
    cycles.push(cycle);
    for (const { name } of cycle) covered.add(name);
  }
  return cycles;
}

/** Breadth first from a name back to itself. */
function shortestCycle(start: string, edgesOf: (name: string) => readonly Edge[]): Cycle | undefined {
  const cameBy = new Map<string, { readonly from: string; readonly at: Span }>();
  const queue = [start];
  for (const from of queue) {
    for (const { to, at } of edgesOf(from)) {
      if (to === start) return wayBack(start, from, at, cameBy);
      if (cameBy.has(to)) continue;
      cameBy.set(to, { from, at });
      queue.push(to);
    }
  }
  return undefined;
}

function wayBack(
  start: string,
  last: string,
  at: Span,
  cameBy: ReadonlyMap<string, { readonly from: string; readonly at: Span }>,
): Cycle {
  const steps: CycleStep[] = [{ name: last, at }];
  for (let name = last; name !== start;) {
    const step = cameBy.get(name)!;
    steps.unshift({ name: step.from, at: step.at });
    name = step.from;
  }
  return steps;
}

/** Jobs that need each other. Names that lead nowhere are passed over. */
export function needsCycles(pipeline: Pipeline): Cycle[] {
  const edges = new Map<string, Edge[]>();
  for (const [name, job] of pipeline.jobs) {
    const own: Edge[] = [];
    for (const { isForeign, job: at } of job.needs) {
      const target = isForeign || !at ? undefined : namedJob(at.value, pipeline);
      if (target) own.push({ to: target.name, at: at! });
    }
    if (own.length > 0) edges.set(name, own);
  }
  return edges.size === 0 ? [] : findCycles(inCycleCandidates(edges), (name) => edges.get(name) ?? []);
}

/** The names that are left when those that lead to none of the others are taken away, again and again. */
function inCycleCandidates(edges: ReadonlyMap<string, readonly Edge[]>): string[] {
  const users = new Map<string, string[]>();
  const open = new Map<string, number>();
  for (const [from, list] of edges) {
    open.set(from, list.length);
    for (const { to } of list) {
      const known = users.get(to);
      if (known) known.push(from);
      else users.set(to, [from]);
    }
  }
  const done = [...users.keys()].filter((name) => !open.has(name));
  for (const name of done) {
    for (const user of users.get(name) ?? []) {
      const left = open.get(user)! - 1;
      open.set(user, left);
      if (left === 0) done.push(user);
    }
  }
  return [...edges.keys()].filter((name) => open.get(name)! > 0);
}

/** Variables whose values name each other. One that names itself is taken from elsewhere: `PATH: $PATH:/opt`. */
export function variableCycles(pairs: ReadonlyMap<string, Pair>): Cycle[] {
  const edges = new Map<string, Edge[]>();
  for (const [name, pair] of pairs) {
    const text = expandedText(pair.value);
    if (!text?.value.includes('$')) continue;
    const own = [...text.value.matchAll(/\$\$|\$\{(\w+)\}|\$([A-Za-z_]\w*)/g)].flatMap((match): Edge[] => {
      const to = match[1] ?? match[2];
      if (to === undefined || to === name || !pairs.has(to)) return [];
      return [{ to, at: spanInScalar(text, match.index, match.index + match[0].length) }];
    });
    if (own.length > 0) edges.set(name, own);
  }
  return edges.size === 0 ? [] : findCycles(inCycleCandidates(edges), (name) => edges.get(name) ?? []);
}

function expandedText(value: YamlNode | undefined): ScalarNode | undefined {
  if (value?.kind === 'scalar') return value;
  if (!isMap(value)) return undefined;
  const expand = valueOf(value, 'expand');
  if (expand?.kind === 'scalar' && /^(?:false|no|off)$/i.test(expand.value)) return undefined;
  const inner = valueOf(value, 'value');
  return inner?.kind === 'scalar' ? inner : undefined;
}

/** Jobs and templates that extend each other. */
export function extendsCycles(pipeline: Pipeline): Cycle[] {
  const edges = new Map<string, Edge[]>();
  for (const job of [...pipeline.jobs.values(), ...pipeline.hiddenJobs.values()]) {
    if (job.extends.length === 0) continue;
    const own = job.extends.flatMap((parent): Edge[] =>
      pipeline.job(parent.value)
        ? [{ to: parent.value, at: span(parent.segment, parent.start, parent.end) }]
        : [],
    );
    if (own.length > 0) edges.set(job.name, own);
  }
  return edges.size === 0 ? [] : findCycles(inCycleCandidates(edges), (name) => edges.get(name) ?? []);
}

/** `!reference`s that lead back to themselves; each once. */
export function referenceCycles(pipeline: Pipeline): Cycle[] {
  const covered = new Set<YamlNode>();
  const cycles: Cycle[] = [];
  for (const job of [...pipeline.jobs.values(), ...pipeline.hiddenJobs.values()]) {
    const references = job.referenceCycle ?? [];
    if (references.some((node) => covered.has(node))) continue;
    for (const node of references) covered.add(node);
    if (references.length > 0)
      cycles.push(
        references.map(({ items, segment, start, end }) => ({
          name: items.map((item) => (item.kind === 'scalar' ? item.value : '')).join(':'),
          at: span(segment, start, end),
        })),
      );
  }
  return cycles;
}

/** GitLab follows `extends` over ten jobs: lib/gitlab/ci/config/extendable/entry.rb. */
export const MAXIMUM_EXTENDS = 10;

const ownLinks = new WeakMap<Job, ReadonlyMap<string, Pair> | 'none'>();

/** The pairs of a job's own variables; undefined where none of them names another one, so that no cycle leads through them. */
export function linkedVariables(job: Job): ReadonlyMap<string, Pair> | undefined {
  let known = ownLinks.get(job);
  if (!known) {
    const isLinked = job.variables.some((pair) => expandedText(pair.value)?.value.includes('$'));
    known = isLinked ? byName(job.variables) : 'none';
    ownLinks.set(job, known);
  }
  return known === 'none' ? undefined : known;
}

function byName(pairs: readonly Pair[]): ReadonlyMap<string, Pair> {
  return new Map(pairs.flatMap((pair) => (keyOf(pair) === undefined ? [] : [[keyOf(pair)!, pair] as const])));
}
