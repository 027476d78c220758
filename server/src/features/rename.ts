/** Renames jobs, stages, anchors, variables and inputs wherever the project names them, whatever file that is. */
import { isPredefined } from '../gitlab/predefined-variables.ts';
import { readInputs } from '../gitlab/inputs.ts';
import { GLOBAL_KEYWORDS, type PipelineFile } from '../gitlab/pipeline-file.ts';
import { DEFAULT_STAGES } from '../gitlab/pipeline.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { FileEdit } from '../text/edit.ts';
import type { OffsetRange } from '../text/span.ts';
import { quoteYaml } from '../text/yaml-quote.ts';
import { unique } from './definition.ts';
import { allOccurrences, connectedPipelines, nameAt, type FoundName } from './find-name.ts';
import { filesSharingInput } from './input-occurrence.ts';

/** Why something cannot be renamed, for the user. */
export interface Refusal {
  readonly refused: string;
}

export interface RenameTarget {
  readonly range: OffsetRange;
  readonly name: string;
}

/** What a rename would begin with; undefined where the cursor is on no name. */
export function renameTargetAt(
  snapshot: Snapshot,
  path: string,
  offset: number,
): RenameTarget | Refusal | undefined {
  const found = nameAt(snapshot, path, offset);
  if (!found) return undefined;
  return refusal(snapshot, found) ?? { range: found.location.range, name: found.occurrence.name };
}

/** The edits that rename what is under the cursor. */
export function renameAt(
  snapshot: Snapshot,
  path: string,
  offset: number,
  newName: string,
): readonly FileEdit[] | Refusal | undefined {
  const found = nameAt(snapshot, path, offset);
  if (!found) return undefined;
  if (newName === found.occurrence.name) return [];
  const refused =
    refusal(snapshot, found) ?? refusalOf(found, newName) ?? collision(snapshot, found, newName);
  if (refused) return refused;
  const places = allOccurrences(snapshot, found).flatMap((it) => snapshot.locate(it.at) ?? []);
  return unique(places).map(({ path: file, range }) => ({
    path: file,
    range,
    newText: written(snapshot, file, range, found, newName),
  }));
}

function refusal(snapshot: Snapshot, found: FoundName): Refusal | undefined {
  const { kind, name } = found.occurrence;
  if (kind === 'variable') {
    const isOurs = allOccurrences(snapshot, found).some((it) => it.role !== 'use');
    if (!isOurs && isPredefined(name)) return { refused: `GitLab sets ${name}: its name cannot be changed.` };
    if (!isOurs)
      return {
        refused: `Nothing in these files defines ${name}. If it is a variable of the project's settings, tell of it under \`variables:\` in .pipewright.yml, and rename it there and in GitLab.`,
      };
  }
  if (
    kind === 'input' &&
    !filesSharingInput(snapshot, found.occurrence, found.location.path).some(declares(name))
  )
    return { refused: `No file here declares an input ${name}.` };
  if (kind === 'stage') return stageRefusal(snapshot, found);
  if (kind === 'job' && name === 'pages')
    return { refused: 'GitLab publishes its Pages from the job of this name.' };
  return undefined;
}

/** Stages that would not be renamed everywhere, because they are not written where they are meant. */
function stageRefusal(snapshot: Snapshot, found: FoundName): Refusal | undefined {
  const { name } = found.occurrence;
  if (name === '.pre' || name === '.post') return { refused: `${name} is GitLab's own stage.` };
  const isListed = allOccurrences(snapshot, found).some((it) => it.role === 'definition');
  if (!isListed && DEFAULT_STAGES.includes(name))
    return {
      refused: `${name} is one of the stages that GitLab has where no \`stages:\` lists others: list them first.`,
    };
  const jobs = connectedPipelines(snapshot, found).flatMap((pipeline) => [...pipeline.jobs.values()]);
  const unsaid = name === 'test' ? jobs.find((job) => !job.keyword('stage')) : undefined;
  return (
    unsaid && {
      refused: `\`${unsaid.name}\` is in the stage test because it names none: give it a \`stage:\` first.`,
    }
  );
}

/** What is no name for such a thing. */
function refusalOf({ occurrence: { kind } }: FoundName, newName: string): Refusal | undefined {
  if (newName.trim() === '' || /[\r\n]/.test(newName)) return { refused: 'A name is one line of text.' };
  if (kind === 'variable' && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(newName))
    return { refused: `\`${newName}\` is no name of a variable: letters, digits and \`_\`, no digit first.` };
  if (kind === 'variable' && isPredefined(newName))
    return { refused: `GitLab or the shell sets ${newName} itself.` };
  if (kind === 'input' && (!/^[A-Za-z_][\w-]*$/.test(newName) || !isPlain(newName)))
    return {
      refused: `\`${newName}\` is no name of an input: letters, digits, \`_\` and \`-\`, a letter first, and no word that YAML reads as something else.`,
    };
  if (kind === 'anchor' && /[\s,[\]{}]/.test(newName))
    return { refused: `\`${newName}\` is no name of an anchor: no blanks, commas and brackets.` };
  if (
    kind === 'job' &&
    (GLOBAL_KEYWORDS.has(newName) || newName === 'nil' || newName === 'true' || newName === 'false')
  )
    return { refused: `\`${newName}\` means something else to GitLab: a job cannot be called so.` };
  if (kind === 'job' && newName.length > 255)
    return { refused: "GitLab takes jobs' names of at most 255 characters." };
  return undefined;
}

/** Two things of one name would become one. */
function collision(snapshot: Snapshot, found: FoundName, newName: string): Refusal | undefined {
  const { kind } = found.occurrence;
  const other: FoundName = { ...found, occurrence: { ...found.occurrence, name: newName } };
  const isTaken =
    kind === 'input'
      ? filesSharingInput(snapshot, found.occurrence, found.location.path).some(declares(newName))
      : allOccurrences(snapshot, other).some((it) => it.role !== 'use');
  return isTaken
    ? { refused: `There is ${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} \`${newName}\` already.` }
    : undefined;
}

function declares(name: string): (file: PipelineFile) => boolean {
  return (file) => readInputs(file).has(name);
}

/** The new name as it must be written at a place: in quotes where YAML would read something else. */
function written(
  snapshot: Snapshot,
  path: string,
  range: OffsetRange,
  { occurrence: { kind } }: FoundName,
  newName: string,
): string {
  if (kind === 'variable' || kind === 'input' || kind === 'anchor') return newName;
  const { text } = snapshot.text(path)!;
  const quote = text[range.start - 1];
  if (quote === "'") return newName.replaceAll("'", "''");
  if (quote === '"') return newName.replace(/[\\"]/g, '\\$&');
  return isPlain(newName) ? newName : quoteYaml(newName);
}

/** Whether a text is itself as a plain scalar, also between the brackets of a list. */
function isPlain(name: string): boolean {
  return (
    /^[^\s\-?:,[\]{}#&*!|>'"%@`][^,[\]{}]*$/.test(name) &&
    !/: |:$| #|^\s|\s$/.test(name) &&
    !/^(?:true|false|yes|no|on|off|y|n|null|~|[-+.\d][\d_.,:eExXoO]*)$/i.test(name)
  );
}
