/** pipeline/variable-command: `$(…)` or backticks in a variable's value, which no shell ever sees. */
import { quoteYaml } from '../../text/yaml-quote.ts';
import type { SpanEdit } from '../../text/edit.ts';
import { columnOf, insertItem, insertPair, removePair } from '../../yaml/insert.ts';
import {
  isMap,
  isSequence,
  keyOf,
  pairOf,
  valueOf,
  type MapNode,
  type Pair,
  type ScalarNode,
} from '../../yaml/node.ts';
import type { Job } from '../../gitlab/job.ts';
import { findPlaceholders } from '../../envsubst/placeholder.ts';
import { span, type Span } from '../../text/span.ts';
import { spanInScalar } from '../../yaml/scalar-map.ts';
import { checkOf, defineRule, type Fix, type Report } from '../rule.ts';

const COMMAND =
  /\$\((?!\()[^()]*(?:\([^()]*\)[^()]*)*\)|`(?=(?:date|git|cat|echo|printf|uname|hostname|whoami|pwd|basename|dirname|head|tail|grep|sed|awk|jq|curl|ls|node|npm|python3?)\b)[^`]*`/;

const inJob = checkOf('job', (job, report) => {
  for (const entry of job.entries) {
    const map = valueOf(entry.value, 'variables');
    if (!isMap(map)) continue;
    for (const pair of map.pairs)
      for (const found of commandIn(pair)) report({ ...found, fixes: [exportInJob([job], map, pair)] });
  }
});

export const rule = defineRule(
  {
    id: 'pipeline/variable-command',
    severity: 'warning',
    summary: 'A command in a variable’s value: GitLab never runs it.',
    scope: 'pipeline',
    check({ pipeline }, report) {
      for (const entry of pipeline.globals.get('variables') ?? []) {
        if (!isMap(entry.value)) continue;
        const map = entry.value;
        for (const pair of map.pairs) {
          const commands = commandIn(pair);
          if (commands.length === 0) continue;
          const users = [...pipeline.jobs.values()].filter((job) => usesVariable(job, keyOf(pair) ?? ''));
          const fixes = users.length > 0 ? [exportInJob(users, map, pair)] : [];
          for (const found of commands) report({ ...found, fixes });
        }
      }
    },
  },
  [inJob],
);

function commandIn(pair: Pair): Report[] {
  const value = scalarOf(pair);
  const match = value && COMMAND.exec(value.value);
  const name = keyOf(pair);
  if (!match || name === undefined) return [];
  const at: Span = spanInScalar(value, match.index, match.index + match[0].length);
  return [
    {
      at,
      message: `GitLab passes no variable through a shell: \`${name}\` holds the text \`${match[0]}\` as it stands, and so does all that uses it. Export it in a script instead.`,
    },
  ];
}

function scalarOf(pair: Pair): ScalarNode | undefined {
  const value = isMap(pair.value) ? valueOf(pair.value, 'value') : pair.value;
  return value?.kind === 'scalar' ? value : undefined;
}

/** Whether the job's scripts name the variable. */
function usesVariable(job: Job, name: string): boolean {
  const { main, after_script: after } = job.sections;
  return [main.text, after.text].some((text) =>
    findPlaceholders(text).some((placeholder) => placeholder.name === name),
  );
}

/** Each job that uses the variable computes it: with one such job that is just what was meant. */
function exportInJob(jobs: readonly Job[], map: MapNode, pair: Pair): Fix {
  const value = scalarOf(pair);
  const names = jobs.map((job) => `\`${job.name}\``).join(', ');
  return {
    title: `Export it in before_script of ${names}`,
    isPreferred: jobs.length === 1,
    edits: () => {
      if (!value) return undefined;
      const removal = map.pairs.length === 1 ? undefined : removePair(map, pair);
      const insertions = jobs.map((job) =>
        insertExport(job, `export ${keyOf(pair)!}="${value.value.replaceAll('"', '\\"')}"`),
      );
      if (insertions.some((edit) => edit === undefined)) return undefined;
      const emptied: SpanEdit = { at: span(value.segment, value.start, value.end), newText: '""' };
      return { edits: [removal ?? emptied, ...(insertions as SpanEdit[])] };
    },
  };
}

/** As the first line of the job's own `before_script`, which is made where there is none. */
function insertExport(job: Job, line: string): SpanEdit | undefined {
  const map = job.entry.value;
  if (!isMap(map)) return undefined;
  const item = /: |^['"[{]| #/.test(line) ? quoteYaml(line) : line;
  const own = pairOf(map, 'before_script');
  if (isSequence(own?.value)) return insertItem(own.value, item, 'first');
  const script = pairOf(map, 'script');
  // A `before_script` of its own would take the place of an inherited one.
  if (own || job.keyword('before_script'))
    return isSequence(script?.value) ? insertItem(script.value, item, 'first') : undefined;
  const anchor = map.pairs.at(map.pairs.findIndex((pair) => pair === script) - 1) ?? map.pairs[0];
  if (!anchor || !script || anchor === script)
    return isSequence(script?.value) ? insertItem(script.value, item, 'first') : undefined;
  const step = ' '.repeat(Math.max(2, columnOf(anchor.key).length));
  return insertPair(map, anchor, ['before_script:', `${step}- ${item}`]);
}
