/** Hover of a variable: what it is here, where it is set, and what uses it becomes of it. */
import { displayText } from '../delivery/partial-text.ts';
import { isPredefined } from '../gitlab/predefined-variables.ts';
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { deliveryOf } from '../project/delivery.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { isMap, isSequence, keyOf, valueOf, type Pair, type YamlNode } from '../yaml/node.ts';
import { allOccurrences, connectedPipelines, type FoundName } from './find-name.ts';
import { code, escape, placeLink, type AddressOf } from './markdown.ts';
import { describePredefined } from './predefined.ts';

/** How many places are listed. */
const MAXIMUM_PLACES = 8;

export function variableHover(snapshot: Snapshot, found: FoundName, addressOf: AddressOf): string {
  const { name } = found.occurrence;
  const parts = [
    `**${escape(name)}**`,
    ...valueHere(snapshot, found),
    ...definitionList(snapshot, found, addressOf),
    ...describePredefined(name),
  ];
  if (parts.length === 1) parts.push(nothingKnown(snapshot, found));
  return parts.join('\n\n');
}

function nothingKnown(snapshot: Snapshot, found: FoundName): string {
  const declared = snapshot.configuration.variables;
  const { name } = found.occurrence;
  if (declared && !declared.has(name))
    return 'Nothing defines it: neither these files nor the variables that `.pipewright.yml` tells of.';
  return "Nothing in these files defines it. The project's settings in GitLab may: then `.pipewright.yml` can tell of it.";
}

/** Its value in the job that the cursor is in, as far as the files tell. */
function valueHere(snapshot: Snapshot, { occurrence, role }: FoundName): string[] {
  if (role.kind !== 'pipeline' || occurrence.entry === undefined) return [];
  const job = jobOf(role.pipelines, occurrence.entry);
  const variable = job && deliveryOf(snapshot).variables(job)?.variable(occurrence.name);
  // A predefined variable is told of in words.
  if (!job || !variable?.at) return [];
  return [`In \`${escape(job.name)}\`: ${code(displayText(variable.value))}`];
}

function jobOf(pipelines: readonly Pipeline[], name: string): Job | undefined {
  for (const pipeline of pipelines) {
    const job = pipeline.jobs.get(name);
    if (job) return job;
  }
  return undefined;
}

/** Every definition, from the widest scope to the narrowest. */
function definitionList(snapshot: Snapshot, found: FoundName, addressOf: AddressOf): string[] {
  const { name } = found.occurrence;
  const pipelines = connectedPipelines(snapshot, found);
  const lines: string[] = [];
  const settings = snapshot.configuration.variables?.get(name);
  if (settings) {
    const traits = [
      settings.type === 'file' ? 'a file: the variable holds its path' : '',
      settings.masked ? 'masked' : '',
      settings.protected ? 'protected' : '',
    ].filter(Boolean);
    const text = [settings.description, traits.join(', ')].filter(Boolean).join('; ');
    lines.push(
      `- the project's settings${text ? `: ${escape(text)}` : ''} (${placeLink(snapshot, settings.key, addressOf)})`,
    );
  }
  const seen = new Set<YamlNode>();
  const add = (scope: string, pair: Pair) => {
    if (seen.has(pair.key)) return;
    seen.add(pair.key);
    lines.push(`- ${scope}: ${valueOfPair(pair)} (${placeLink(snapshot, pair.key, addressOf)})`);
  };
  for (const pipeline of pipelines) {
    const pair = pipeline.variables.get(name);
    if (pair) add('the pipeline', pair);
    for (const rule of rulesOf(pipeline)) {
      const own = valueOf(rule, 'variables');
      const inRule = isMap(own) ? own.pairs.find((it) => keyOf(it) === name) : undefined;
      if (inRule) add('a rule of `workflow`', inRule);
    }
  }
  for (const job of pipelines.flatMap((it) => [...it.jobs.values(), ...it.hiddenJobs.values()])) {
    const pair = job.variables.findLast((it) => keyOf(it) === name);
    if (pair) add(`\`${escape(job.name)}\``, pair);
    for (const rule of job.rules) {
      const own = valueOf(rule, 'variables');
      const inRule = isMap(own) ? own.pairs.find((it) => keyOf(it) === name) : undefined;
      if (inRule) add(`a rule of \`${escape(job.name)}\``, inRule);
    }
  }
  for (const it of allOccurrences(snapshot, found)) {
    if (it.role !== 'assignment') continue;
    const place = placeLink(snapshot, it.at, addressOf);
    lines.push(
      `- ${it.entry === undefined ? 'a script' : `the script of \`${escape(it.entry)}\``} (${place})`,
    );
  }
  const more = lines.length - MAXIMUM_PLACES;
  if (lines.length === 0) return [];
  const shown = more > 0 ? [...lines.slice(0, MAXIMUM_PLACES), `- … and ${more} more`] : lines;
  const heading = isPredefined(name) ? 'GitLab sets it, and so do:' : 'Set by';
  return [`${heading}\n\n${shown.join('\n')}`];
}

function rulesOf(pipeline: Pipeline): readonly YamlNode[] {
  const rules = valueOf(pipeline.globalValue('workflow'), 'rules');
  return isSequence(rules) ? rules.items : [];
}

/** The value as written: directly, or under `value:`. */
function valueOfPair({ value }: Pair): string {
  if (value?.kind === 'scalar') return code(value.value);
  const inner = valueOf(value, 'value');
  if (inner?.kind === 'scalar') return code(inner.value);
  return value?.kind === 'map' ? 'no value' : '*(empty)*';
}
