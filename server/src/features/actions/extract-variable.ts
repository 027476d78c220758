/** Puts a text of a script or a value into `variables:`, and the variable in its place. */
import { variablePairs } from '../../gitlab/job-variables.ts';
import { insertGlobalVariable, insertJobVariable } from '../../gitlab/insert-variable.ts';
import { isPredefined } from '../../gitlab/predefined-variables.ts';
import type { Span } from '../../text/span.ts';
import { slot } from '../tab-stops.ts';
import type { Action, ActionPlace } from './action.ts';
import { scriptTextAt } from './script-text-at.ts';
import { valueTextAt } from './value-text-at.ts';

export interface ExtractedText {
  /** What is replaced by the variable. */
  readonly at: Span;
  /** What the variable holds. */
  readonly text: string;
  /** A word that says what it is: the key or the option before it. */
  readonly about: string;
}

export const extractVariable: Action = {
  scope: 'place',
  offer(place) {
    if (place.role.kind !== 'pipeline') return [];
    const found = scriptTextAt(place) ?? valueTextAt(place);
    if (!found || found.text === '' || !isKnownText(place, found.text)) return [];
    const name = freeName(place, nameFor(found), found.text);
    const after = found.at.segment.text[found.at.end] ?? '';
    const use = /\w/.test(after) ? `\${${slot(name)}}` : `$${slot(name)}`;
    return place.action(
      `Extract into the variable ${name}`,
      [{ at: found.at, newText: use }, definition(place, name, found.text)],
      { kind: 'refactor.extract' },
    );
  },
};

/** In the job that the text is in; in the pipeline where it belongs to several. */
function definition(place: ActionPlace, name: string, value: string) {
  const { job, role } = place;
  if (job?.isOwn) return insertJobVariable(job.job, slot(name), value);
  const pipeline = role.kind === 'pipeline' ? role.pipelines[0] : undefined;
  return role.kind === 'pipeline' && pipeline
    ? insertGlobalVariable(pipeline, role.file, slot(name), value)
    : undefined;
}

/** Whether all variables in a text have their values before the script runs, so that GitLab can put them in. */
function isKnownText(place: ActionPlace, text: string): boolean {
  if (!text.includes('$')) return true;
  const rest = text.replace(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g, '');
  if (rest.includes('$')) return false;
  return namesIn(text).every((name) => isPredefined(name) || definedNames(place).has(name));
}

function namesIn(text: string): string[] {
  return [...text.matchAll(/\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g)].map(([, braced, bare]) => braced ?? bare!);
}

function definedNames({ job, role }: ActionPlace): ReadonlySet<string> {
  if (job) return new Set(variablePairs(job.job, job.pipeline).keys());
  return new Set(role.kind === 'pipeline' ? role.pipelines.flatMap((it) => [...it.variables.keys()]) : []);
}

const NAMES_OF_PROGRAMS: ReadonlySet<string> = new Set(
  'PATH HOME USER SHELL PWD LANG TERM IFS HOSTNAME EDITOR TMPDIR UID PS1'.split(' '),
);

/** A name that says what the text is. */
function nameFor({ text, about }: ExtractedText): string {
  const known = text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string, bare: string) => braced ?? bare);
  if (/^(?:image|services)$/.test(about)) return imageNameFor(upper(lastName(known)));
  if (/^https?:\/\//.test(text)) return 'URL';
  if (/^\d+$/.test(text)) return /port/i.test(about) ? 'PORT' : upper(about) || 'NUMBER';
  if (/^[\d.]+[smhd]?$/.test(text)) return upper(about) || 'VALUE';
  const name = upper(/\.[a-z]\w*$/i.test(known) ? known.slice(known.lastIndexOf('/') + 1) : lastName(known));
  return name === '' || name.length > 40 ? upper(about) || 'VALUE' : name;
}

/** `DOCKER_IMAGE` is what most pipelines call the image that they build, not the one that they run in. */
function imageNameFor(name: string): string {
  return name === '' || name === 'DOCKER' ? 'JOB_IMAGE' : `${name}_IMAGE`;
}

/** `registry/team/app:1.2` is `app`. */
function lastName(text: string): string {
  const path = text.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return path.slice(path.lastIndexOf('/') + 1);
}

function upper(text: string): string {
  return text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^[_\d]+|_+$/g, '');
}

/** More variables of one name are no name any more. */
const MAXIMUM_TRIES = 100;

function freeName(place: ActionPlace, wanted: string, text: string): string {
  const { role, job } = place;
  const taken = new Set([...definedNames(place), ...namesIn(text), ...NAMES_OF_PROGRAMS]);
  const script = job?.delivery.job.sections.main.text ?? '';
  if (role.kind === 'pipeline')
    for (const it of role.pipelines) for (const key of it.variables.keys()) taken.add(key);
  const isFree = (name: string) =>
    !taken.has(name) && !isPredefined(name) && !new RegExp(`\\b${name}\\b`).test(script);
  // GitLab keeps whole families of names to itself.
  const base = isPredefined(wanted) ? 'VALUE' : wanted;
  let name = base;
  for (let count = 2; !isFree(name) && count < MAXIMUM_TRIES; count++) name = `${base}_${count}`;
  return name;
}
