/** Hover of a placeholder in a manifest: the whole way of its value, from GitLab to the field. */
import { displayText, type PartialText } from '../delivery/partial-text.ts';
import { flowsTo, type VariableFlow, type VariableSource } from '../delivery/variable-flow.ts';
import type { Manifest } from '../kubernetes/manifest.ts';
import type { ManifestPlaceholder } from '../kubernetes/placeholder.ts';
import { deliveryOf } from '../project/delivery.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { textOf } from '../text/span.ts';
import { valueOf, type YamlNode } from '../yaml/node.ts';
import { code, escape, placeLink, type AddressOf } from './markdown.ts';
import { describePredefined, exampleOf } from './predefined.ts';

export function placeholderHover(
  snapshot: Snapshot,
  manifest: Manifest,
  placeholder: ManifestPlaceholder,
  addressOf: AddressOf,
): string {
  const flows = flowsTo(deliveryOf(snapshot), manifest.path, placeholder);
  if (flows.length === 0)
    return `**${escape(placeholder.name)}**\n\nNo job renders this file, as far as its scripts tell: the text stays as it is.`;
  const ways = new Map<string, string[]>();
  for (const flow of flows) {
    const text = describeFlow(snapshot, manifest, flow, addressOf);
    const same = ways.get(text);
    const job = flow.use.job.job.name;
    if (!same) ways.set(text, [job]);
    else if (!same.includes(job)) same.push(job);
  }
  const texts = [...ways].map(([text, jobs]) =>
    ways.size === 1 ? text : `*In ${jobs.map((job) => `\`${escape(job)}\``).join(', ')}*\n\n${text}`,
  );
  return texts.slice(0, 4).join('\n\n---\n\n');
}

function describeFlow(
  snapshot: Snapshot,
  manifest: Manifest,
  flow: VariableFlow,
  addressOf: AddressOf,
): string {
  const { placeholder } = flow;
  const steps = [...sourceSteps(snapshot, flow.source, addressOf, new Set())];
  const call = placeLink(snapshot, flow.use.call.nameAt, addressOf);
  steps.push(`\`envsubst\` in \`${escape(flow.use.job.job.name)}\`${call ? ` (${call})` : ''}`);
  const field = fieldName(manifest, placeholder);
  if (field) steps.push(field);
  return `${headline(flow)}\n\n${steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}`;
}

/** What the placeholder becomes, with an example where something is known only when the pipeline runs. */
function headline({ placeholder, outcome, source }: VariableFlow): string {
  const written = `**${escape(textOf(placeholder.at))}**`;
  switch (outcome.kind) {
    case 'kept':
      return `${written} stays as it is: the list of \`envsubst\` leaves ${code(placeholder.name)} out.`;
    case 'not-exported':
      return `${written} becomes nothing: the script assigns ${code(placeholder.name)} without exporting it, and \`envsubst\` sees exported variables only.`;
    case 'undefined':
      return source.kind === 'settings'
        ? `${written} becomes what the project's settings in GitLab have for it, and nothing if they have none.`
        : `${written} becomes nothing: no job variable has this name.`;
    case 'unknown':
      return `${written}: what it becomes shows when the job runs.`;
    case 'set': {
      const { value } = outcome.variable;
      const example = exampleText(value);
      const shown = displayText(value);
      if (example !== undefined && example !== shown)
        return `${written} becomes ${code(example)}, for example`;
      return shown === `\${${placeholder.name}}` || shown === '…'
        ? `${written}: what it becomes shows when the job runs.`
        : `${written} becomes ${code(shown)}`;
    }
  }
}

/** The text with examples for what GitLab sets; undefined where there is none for some of it. */
export function exampleText(text: PartialText): string | undefined {
  const pieces = text.map((piece) => {
    if (piece.kind === 'text') return piece.text;
    return piece.variable !== undefined && piece.derived === undefined
      ? exampleOf(piece.variable)
      : undefined;
  });
  return pieces.every((piece) => piece !== undefined) ? pieces.join('') : undefined;
}

/** From the first source to the variable itself. */
function* sourceSteps(
  snapshot: Snapshot,
  source: VariableSource,
  addressOf: AddressOf,
  seen: Set<string>,
): Iterable<string> {
  if (seen.has(source.name)) return;
  seen.add(source.name);
  switch (source.kind) {
    case 'predefined': {
      const example = exampleOf(source.name);
      const [text] = describePredefined(source.name);
      yield `${code(source.name)}: ${text ?? 'GitLab sets it.'}${example === undefined ? '' : ` Such as ${code(example)}.`}`;
      return;
    }
    case 'settings': {
      const declared = snapshot.configuration.variables?.get(source.name);
      yield `${code(source.name)}: ${declared ? `a variable of the project's settings (${placeLink(snapshot, declared.key, addressOf)})` : "set by nothing in these files, perhaps by the project's settings"}`;
      return;
    }
    case 'script':
      yield `${code(source.name)}: assigned in the script (${placeLink(snapshot, source.at, addressOf)})`;
      return;
    default:
      for (const inner of source.from) yield* sourceSteps(snapshot, inner, addressOf, seen);
      yield `${code(`${source.name}: ${written(source.pair.value)}`)} in ${source.kind === 'job' ? "the job's" : "the pipeline's"} \`variables\` (${placeLink(snapshot, source.at, addressOf)})`;
  }
}

function written(value: YamlNode | undefined): string {
  const node = value?.kind === 'map' ? valueOf(value, 'value') : value;
  return node?.kind === 'scalar' ? node.value : '';
}

/** `spec.template.spec.containers[0].image` of the Deployment `web`. */
function fieldName(manifest: Manifest, placeholder: ManifestPlaceholder): string | undefined {
  const { field, place } = placeholder;
  if (!field)
    return place === 'comment' ? 'a comment of the manifest: `envsubst` replaces there, too' : undefined;
  const resource = manifest.resourceOf(field);
  const path = fieldPath(field.path.slice(resource?.path.length ?? 0));
  const name = resource?.name?.text;
  return `${code(path)}${resource?.kind ? ` of the ${escape(resource.kind)}${name ? ` ${code(name)}` : ''}` : ''}`;
}

/** Keys joined by dots, indices in brackets. */
export function fieldPath(path: readonly string[]): string {
  return path.reduce(
    (text, key) => (/^\d+$/.test(key) ? `${text}[${key}]` : text ? `${text}.${key}` : key),
    '',
  );
}
