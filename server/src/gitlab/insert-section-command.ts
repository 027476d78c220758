/** Commands put at the start or the end of a job's script section, which is made where there is none. */
import type { SpanEdit } from '../text/edit.ts';
import { quoteYaml } from '../text/yaml-quote.ts';
import { insertPair, insertItem, columnOf } from '../yaml/insert.ts';
import {
  isMap,
  isSequence,
  keyOf,
  pairOf,
  type MapNode,
  type Pair,
  type SequenceNode,
  type YamlNode,
} from '../yaml/node.ts';
import { isNull } from '../yaml/plain-value.ts';
import { span } from '../text/span.ts';
import { indentationStep, lineEndOf } from '../text/line-style.ts';
import type { Job } from './job.ts';
import { insertBesideItem } from './insert-command.ts';
import type { Pipeline } from './pipeline.ts';
import { scriptItem, scriptItemLines } from './script-item-text.ts';

export type SectionName = 'before_script' | 'script' | 'after_script';

/**
 * Adds commands at an end of a section: the job's own one, or else the one that it inherits. Where there is none it
 * is made in the map that holds the job's script, so that all jobs which share that script share it too.
 */
export function insertInSection(
  job: Job,
  pipeline: Pipeline,
  section: SectionName,
  commands: readonly string[],
  where: 'first' | 'last',
): readonly SpanEdit[] | undefined {
  const own = isMap(job.entry.value) ? pairOf(job.entry.value, section)?.value : undefined;
  if (isSequence(own) && own.tag !== '!reference' && own.items.length > 0)
    return inList(job, own, commands, where);
  const { items } = job.sections[section];
  const neighbour = where === 'first' ? items[0] : items.at(-1);
  if (neighbour) return insertBesideItem(job, neighbour, commands, where === 'first' ? 'before' : 'after');
  const keyword = job.keyword(section);
  if (keyword) return keyword.origin === 'own' ? filled(keyword.key, keyword.value, commands) : undefined;
  return createSection(job, pipeline, section, commands);
}

function inList(
  job: Job,
  list: SequenceNode,
  commands: readonly string[],
  where: 'first' | 'last',
): readonly SpanEdit[] | undefined {
  const neighbour = where === 'first' ? list.items[0] : list.items.at(-1);
  if (neighbour?.kind === 'scalar')
    return insertBesideItem(job, neighbour, commands, where === 'first' ? 'before' : 'after');
  // A reference, an alias, or a nested list.
  if (commands.length !== 1 || commands[0]!.includes('\n')) return undefined;
  const edit = insertItem(list, list.flow ? quoteYaml(commands[0]!) : scriptItem(commands[0]!), where);
  return edit && [edit];
}

/** An empty section: `after_script:` or `after_script: []`. */
function filled(
  key: YamlNode,
  value: YamlNode | undefined,
  commands: readonly string[],
): readonly SpanEdit[] | undefined {
  const isEmpty = !value || isNull(value) || (isSequence(value) && value.items.length === 0);
  if (!isEmpty || (value && value.segment !== key.segment)) return undefined;
  const source = key.segment.text;
  const indentation = columnOf(key) + ' '.repeat(indentationStep(source));
  const lines = commands.flatMap((command) => scriptItemLines(command, { indentation, blanks: ' ' }));
  const text = lines.map((line) => lineEndOf(source) + line).join('');
  const colon = source.indexOf(':', key.end) + 1;
  if (colon === 0) return undefined;
  return [{ at: span(key.segment, colon, Math.max(colon, value?.end ?? colon)), newText: text }];
}

function createSection(
  job: Job,
  pipeline: Pipeline,
  section: SectionName,
  commands: readonly string[],
): readonly SpanEdit[] | undefined {
  const home = scriptHome(job, pipeline);
  if (!home) return undefined;
  const { map, before, script } = home;
  // before_script stands above the script, after_script below; the job's first key is as good a neighbour as any.
  const first = before ?? script;
  const neighbour =
    section === 'after_script' ? script : (map.pairs[map.pairs.indexOf(first) - 1] ?? undefined);
  const step = ' '.repeat(indentationStep(map.segment.text));
  const lines = [
    `${section}:`,
    ...commands.flatMap((command) => scriptItemLines(command, { indentation: step, blanks: ' ' })),
  ];
  if (neighbour) {
    const edit = insertPair(map, neighbour, lines);
    return edit && [edit];
  }
  if (map.flow || first.key.segment !== map.segment) return undefined;
  const column = columnOf(first.key);
  const lineEnd = lineEndOf(map.segment.text);
  const at = span(map.segment, first.key.start, first.key.start);
  return [
    { at, newText: lines.map((line, index) => (index > 0 ? column : '') + line + lineEnd).join('') + column },
  ];
}

/** The map in which the job's script, or else its before_script, is written. */
function scriptHome(
  job: Job,
  pipeline: Pipeline,
): { readonly map: MapNode; readonly script: Pair; readonly before: Pair | undefined } | undefined {
  const key = (job.keyword('script') ?? job.keyword('before_script'))?.key;
  const jobs = [job, ...pipeline.hiddenJobs.values(), ...pipeline.jobs.values()];
  for (const candidate of jobs)
    for (const { value } of candidate.entries) {
      const script = isMap(value) ? value.pairs.find((pair) => pair.key === key) : undefined;
      if (!isMap(value) || !script) continue;
      const before = keyOf(script) === 'before_script' ? script : pairOf(value, 'before_script');
      return { map: value, script, before };
    }
  return undefined;
}
