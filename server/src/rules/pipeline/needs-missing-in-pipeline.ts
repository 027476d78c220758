/** pipeline/needs-missing-in-pipeline: a needed job that its rules leave out where the needing job runs. */
import type { Job, Need } from '../../gitlab/job.ts';
import type { MissingNeed } from '../../gitlab/simulate.ts';
import { simulationsOfOtherFiles, usualSimulations, type UsualSimulation } from '../../project/simulation.ts';
import { lineStartOf } from '../../text/line-style.ts';
import { span } from '../../text/span.ts';
import { columnOf, insertPair } from '../../yaml/insert.ts';
import { isMap, isSequence, pairOf, type MapNode } from '../../yaml/node.ts';
import { defineRule, type Fix } from '../rule.ts';

/** It simulates pipelines, with RE2. */
export const isLoadedLate = true;

export const rule = defineRule({
  id: 'pipeline/needs-missing-in-pipeline',
  severity: 'warning',
  summary: 'A job needs another one that the rules leave out of the same pipeline.',
  scope: 'pipeline',
  check({ pipeline, snapshot }, report) {
    if (!pipeline.isComplete || ![...pipeline.jobs.values()].some((job) => job.value('needs'))) return;
    const found = missingIn(usualSimulations(snapshot, pipeline));
    for (const [node, missing] of missingIn(simulationsOfOtherFiles(snapshot, pipeline)))
      if (!found.has(node)) found.set(node, { ...missing, isOfOtherFiles: true });
    for (const { missing, words, isOfOtherFiles } of found.values()) {
      const { job, need, target } = missing;
      const which = isOfOtherFiles ? ' that changes none of the files under `changes`' : '';
      report({
        at: need.job!,
        message: `In a pipeline for ${listed(words)}${which}, \`${job.job.name}\` runs and \`${target.name}\`, which it needs, is left out by its rules: GitLab refuses to create the pipeline. Give both the same rules, or make the need \`optional\`.`,
        related: [{ at: target.key, message: `\`${target.name}\` is left out` }],
        fixes: [...optionalFix(job.job, need), ...rulesFix(job.job, target)],
      });
    }
  },
});

interface Missing {
  readonly missing: MissingNeed;
  readonly words: readonly string[];
  readonly isOfOtherFiles?: boolean;
}

function missingIn(simulations: readonly UsualSimulation[]): Map<Need['node'], Missing> {
  const found = new Map<Need['node'], Missing>();
  for (const { isCreated, missingNeeds, words } of simulations) {
    if (isCreated !== true) continue;
    for (const missing of missingNeeds) {
      const { node } = missing.need;
      if (missing.isCertain) found.set(node, { missing, words: [...(found.get(node)?.words ?? []), words] });
    }
  }
  return found;
}

function listed(words: readonly string[]): string {
  const [first = '', ...rest] = words;
  const last = rest.pop();
  if (last === undefined) return first;
  return `${[first, ...rest].join(', ')} or ${last}`;
}

/** In the job's own list, in its style. */
function optionalFix(job: Job, need: Need): Fix[] {
  const { node } = need;
  const list = job.value('needs');
  if (!isSequence(list) || node.segment !== job.key.segment || pairOf(node, 'optional')) return [];
  const title = 'Make the need optional';
  if (node.kind === 'scalar') {
    const source = node.segment.text;
    const written = source.slice(node.start, node.end);
    const blanks = ' '.repeat(node.start - lineStartOf(source, node.start));
    const lineEnd = source.includes('\r\n') ? '\r\n' : '\n';
    const newText = list.flow
      ? `{ job: ${written}, optional: true }`
      : `job: ${written}${lineEnd}${blanks}optional: true`;
    return [{ title, edits: () => ({ edits: [{ at: node, newText }] }) }];
  }
  if (!isMap(node)) return [];
  const last = node.pairs.at(-1);
  if (!last) return [];
  return [
    {
      title,
      edits: () => {
        if (!node.flow) {
          const edit = insertPair(node, last, ['optional: true']);
          return edit && { edits: [edit] };
        }
        const { segment, end } = last.value ?? last.key;
        return { edits: [{ at: span(segment, end, end), newText: ', optional: true' }] };
      },
    },
  ];
}

/** Copies the rules that stand in the needed job itself, where the needing one has none. */
function rulesFix(job: Job, target: Job): Fix[] {
  const rules = target.keyword('rules');
  const own = job.entry.value;
  const from = target.entry.value;
  if (rules?.origin !== 'own' || !isMap(own) || own.flow || !isMap(from) || from.flow) return [];
  if (['rules', 'only', 'except', 'when'].some((name) => job.keyword(name))) return [];
  const last = own.pairs.at(-1);
  const lines = linesOf(from, 'rules');
  if (!last || !lines) return [];
  return [
    {
      title: `Give \`${job.name}\` the rules of \`${target.name}\``,
      edits: () => {
        const edit = insertPair(own, last, lines);
        return edit && { edits: [edit] };
      },
    },
  ];
}

/** The lines of a pair without the indentation of its key; undefined where they hold what means something else elsewhere. */
function linesOf(map: MapNode, name: string): string[] | undefined {
  const pair = pairOf(map, name);
  if (!pair?.value || pair.key.segment !== pair.value.segment) return undefined;
  const { text } = pair.key.segment;
  const width = columnOf(pair.key).length;
  const lines = text.slice(pair.key.start, pair.value.end).trimEnd().split(/\r?\n/);
  if (lines.some((line) => /(?:^|[\s[{,-])&\w/.test(line))) return undefined;
  return lines.map((line, index) => (index === 0 ? line : line.slice(Math.min(width, line.search(/\S|$/)))));
}
