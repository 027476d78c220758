/** Hover of a variable: what it is here, where it is set, and what uses it becomes of it. */
import { displayText } from '../delivery/partial-text.ts';
import { isPredefined } from '../gitlab/predefined-variables.ts';
import type { Job } from '../gitlab/job.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { deliveryOf } from '../project/delivery.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { isSequence, pairOf, valueOf, type Pair, type YamlNode } from '../yaml/node.ts';
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
  for (const { text, at } of definitionsIn(pipelines, name)) {
    if (seen.has(at)) continue;
    seen.add(at);
    lines.push(`- ${text} (${placeLink(snapshot, at, addressOf)})`);
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

interface Definition {
  /** Its scope in words, with the value as written. */
  readonly text: string;
  readonly at: YamlNode;
}

/** What sets the variable in files of the pipelines. */
function* definitionsIn(pipelines: readonly Pipeline[], name: string): Iterable<Definition> {
  for (const pipeline of pipelines) {
    yield* definedAs('the pipeline', pipeline.variables.get(name));
    for (const rule of rulesOf(pipeline))
      yield* definedAs('a rule of `workflow`', pairOf(valueOf(rule, 'variables'), name));
  }
  for (const job of pipelines.flatMap((it) => [...it.jobs.values(), ...it.hiddenJobs.values()])) {
    const title = `\`${escape(job.name)}\``;
    yield* definedAs(title, pairOf(job.value('variables'), name));
    for (const rule of job.rules)
      yield* definedAs(`a rule of ${title}`, pairOf(valueOf(rule, 'variables'), name));
    const matrix = valueOf(job.value('parallel'), 'matrix');
    for (const row of isSequence(matrix) ? matrix.items : [])
      yield* definedAs(`the matrix of ${title}`, pairOf(row, name));
    for (const keyword of ['id_tokens', 'secrets']) {
      const made = pairOf(job.value(keyword), name);
      if (made) yield { text: `\`${keyword}\` of ${title}`, at: made.key };
    }
  }
}

function* definedAs(scope: string, pair: Pair | undefined): Iterable<Definition> {
  if (pair) yield { text: `${scope}: ${valueText(pair.value)}`, at: pair.key };
}

function rulesOf(pipeline: Pipeline): readonly YamlNode[] {
  const rules = valueOf(pipeline.globalValue('workflow'), 'rules');
  return isSequence(rules) ? rules.items : [];
}

/** The value as written: directly, under `value:`, or each of those that a matrix lists. */
function valueText(value: YamlNode | undefined): string {
  if (value?.kind === 'scalar') return code(value.value);
  if (isSequence(value)) return value.items.map(valueText).join(', ');
  const inner = valueOf(value, 'value');
  if (inner?.kind === 'scalar') return code(inner.value);
  return value?.kind === 'map' ? 'no value' : '*(empty)*';
}
