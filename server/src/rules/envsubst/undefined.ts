/** envsubst/undefined: a placeholder whose variable nothing in the files defines. */
import type { TemplateUse } from '../../delivery/delivery.ts';
import { predefinedVariables } from '../../gitlab/predefined-variables.ts';
import { insertJobVariable } from '../../gitlab/insert-variable.ts';
import type { ManifestPlaceholder } from '../../kubernetes/placeholder.ts';
import {
  namesOf,
  outcomeOf,
  placeholderReader,
  templatesOf,
  type Template,
} from '../../project/templates.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { editDistance } from '../../text/nearest.ts';
import { declareVariables } from '../../project/declare-variables.ts';
import { requiredVariablesOf } from '../../project/required-variables.ts';
import { defineRule, type Fix } from '../rule.ts';
import { swallowedSuffix } from './swallowed.ts';
import { destroyedNames } from './destroyed.ts';

export const rule = defineRule({
  id: 'envsubst/undefined',
  severity: 'info',
  summary: 'A placeholder whose variable nothing in the project’s files defines.',
  scope: 'project',
  check(snapshot, report) {
    for (const template of templatesOf(snapshot)) {
      for (const [name, places] of placesByName(template)) {
        if (snapshot.configuration.variables?.has(name)) continue;
        const use = template.uses.find((it) => isUnset(snapshot, it, name));
        if (!use || swallowedSuffix(snapshot, template.uses, places[0]!)) continue;
        if (destroyedNames(template).has(name)) continue;
        const near = nearName(snapshot, template, use, name);
        const isClosed = snapshot.configuration.variables !== undefined;
        const [first, ...others] = places;
        report({
          at: first!.at,
          ...((near ?? isClosed) && { severity: 'warning' }),
          message: messageOf(name, near, isClosed, use, use.call.flavour === 'a8m'),
          related: others.map(({ at }) => ({ at, message: `${name} stands here as well.` })),
          fixes: [
            ...(near === undefined ? [] : [rename(places, near)]),
            define(use, name),
            declare(snapshot, name),
          ],
        });
      }
    }
  },
});

function messageOf(
  name: string,
  near: string | undefined,
  isClosed: boolean,
  use: TemplateUse,
  isGo: boolean,
): string {
  const job = `\`${use.job.job.name}\``;
  const empty = isGo ? 'envsubst writes nothing here, or fails' : 'envsubst writes an empty text here';
  if (near !== undefined) return `In ${job} nothing defines ${name}: ${empty}. Did you mean \`\${${near}}\`?`;
  return isClosed
    ? `In ${job} nothing defines ${name}, and .pipewright.yml does not declare it: ${empty}.`
    : `In ${job} nothing defines ${name}: ${empty} unless the project’s settings have the variable.`;
}

/** Names that begin like GitLab's count as set; but for those in which a letter is wrong. */
function isUnset(snapshot: Snapshot, use: TemplateUse, name: string): boolean {
  const outcome = outcomeOf(use, name);
  if (outcome.kind !== 'set') return outcome.kind === 'undefined';
  if (!/^(?:CI|GITLAB)_/.test(name) || predefinedVariables().has(name)) return false;
  const isGitLabs =
    outcome.variable.origin === 'pipeline' &&
    outcome.variable.value.some((piece) => piece.kind === 'unknown' && piece.variable === name);
  return (
    isGitLabs &&
    !namesOf(snapshot, use).has(name) &&
    nearest(name, predefinedVariables().keys()) !== undefined
  );
}

function placesByName({
  manifest,
  placeholders,
}: Template): ReadonlyMap<string, readonly ManifestPlaceholder[]> {
  const places = new Map<string, ManifestPlaceholder[]>();
  for (const placeholder of placeholders) {
    const reader = placeholderReader(manifest, placeholder);
    if (placeholder.place === 'comment' || (reader === 'program' && isOfProgram(placeholder))) continue;
    const same = places.get(placeholder.name);
    if (same) same.push(placeholder);
    else places.set(placeholder.name, [placeholder]);
  }
  return places;
}

/** In text of programs, names in small letters are the program's own. */
function isOfProgram({ name }: ManifestPlaceholder): boolean {
  return /[a-z]/.test(name);
}

function nearName(
  snapshot: Snapshot,
  template: Template,
  use: TemplateUse,
  name: string,
): string | undefined {
  const used = new Set(template.manifest.placeholders.map((it) => it.name));
  const candidates = [...namesOf(snapshot, use)].filter((candidate) => !used.has(candidate));
  return (
    nearest(name, candidates) ??
    (/^(?:CI|GITLAB)_/.test(name) ? nearest(name, predefinedVariables().keys()) : undefined)
  );
}

/** The name that differs by a slip of one or two letters: not by digits, nor by a plural. */
function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length < 5) return undefined;
  const limit = name.length >= 9 ? 2 : 1;
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > limit || candidate === name) continue;
    const distance = editDistance(name, candidate, limit + 1);
    if (distance > limit || withoutDigits(name) === withoutDigits(candidate)) continue;
    if (name === `${candidate}S` || candidate === `${name}S` || differsByWord(name, candidate)) continue;
    if (!best || distance < best.distance) best = { candidate, distance };
  }
  return best?.candidate;
}

function withoutDigits(name: string): string {
  return name.replace(/_?\d+/g, '');
}

/** `DEV_HOST` and `PRD_HOST`: a short word is another one, no letter of it is a slip. */
function differsByWord(a: string, b: string): boolean {
  const left = a.split('_');
  const right = b.split('_');
  if (left.length !== right.length) return false;
  return left.some((word, at) => word !== right[at] && (word.length <= 3 || word[0] !== right[at]![0]));
}

function rename(places: readonly ManifestPlaceholder[], near: string): Fix {
  return {
    title: `Change to \`\${${near}}\``,
    isPreferred: true,
    edits: () => ({
      edits: places.map(({ at }) => ({ at, newText: `\${${near}}` })),
    }),
  };
}

function define(use: TemplateUse, name: string): Fix {
  const { job } = use.job;
  return {
    title: `Define ${name} in the variables of ${job.name}`,
    edits: () => {
      const edit = insertJobVariable(job, name, '');
      return edit && { edits: [edit] };
    },
  };
}

function declare(snapshot: Snapshot, name: string): Fix {
  const isNew = snapshot.configuration.variables === undefined;
  return {
    title: isNew
      ? 'Declare the variables of the project’s settings in .pipewright.yml'
      : `Declare ${name} as a variable of the project’s settings in .pipewright.yml`,
    edits: (it) => declareVariables(it, isNew ? requiredVariablesOf(it) : [{ name }]),
  };
}
