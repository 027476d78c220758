/** A manifest rendered on its way to the cluster, and names added to what a call of envsubst replaces. */
import { placeOfCommand } from '../gitlab/command-place.ts';
import { inStyle } from '../gitlab/script-item-text.ts';
import type { SpanEdit } from '../text/edit.ts';
import { contains, textOf, type Span } from '../text/span.ts';
import type { EnvsubstCall } from './envsubst-call.ts';
import type { ApplyCall } from './facts.ts';
import type { FileReference } from './file-reference.ts';
import type { JobDelivery } from './job-delivery.ts';
import { knownText } from './partial-text.ts';

/** The file in a word: `-f=app.yaml` and `--filename=app.yaml` are one. */
export function fileWordAt(at: Span): Span {
  const option = /^(?:--filename=|-f=?)/.exec(textOf(at));
  return option ? { ...at, start: at.start + option[0].length } : at;
}

/**
 * `kubectl apply -f app.yaml` becomes `envsubst < app.yaml | kubectl apply -f -`.
 * @param at the word that names the file
 * @param names the only ones that are replaced; all are where none are given
 * @returns undefined where more than this file is applied, or the command has an input already
 */
export function insertRendering(
  { job }: JobDelivery,
  call: ApplyCall,
  at: Span,
  file: FileReference,
  names: readonly string[] = [],
): readonly SpanEdit[] | undefined {
  const word = fileWordAt(at);
  const isPiped = /\|[ \t]*$/.test(call.at.segment.text.slice(0, call.at.start));
  const isOneFile =
    call.inputs.length === 1 && call.inputs[0]!.kind === 'file' && knownText(file.text) !== undefined;
  if (isPiped || !isOneFile || call.at.segment !== at.segment || !contains(call.at, at)) return undefined;
  const list = names.length > 0 ? `'${names.map((name) => `\${${name}}`).join(' ')}' ` : '';
  const item = placeOfCommand(job, call.at)?.item;
  const options = item ? inStyle(list, item.style) : list;
  if (options === undefined) return undefined;
  // The word is written in the script's own style already.
  return [
    { at: { ...call.at, end: call.at.start }, newText: `envsubst ${options}< ${textOf(word)} | ` },
    { at: word, newText: '-' },
  ];
}

/** Adds a name to the call's SHELL-FORMAT list; undefined where it has none, or the shell makes it. */
export function insertInList(job: JobDelivery, call: EnvsubstCall, name: string): SpanEdit | undefined {
  if (!call.list) return undefined;
  const { at, isExpandedByShell, quoting } = call.list;
  const written = textOf(at);
  const isPlain = quoting === 'single' && !isExpandedByShell;
  if (!isPlain || !/'$/.test(written)) return undefined;
  const separator = /\}?,\$?\{?/.test(written) ? ',' : ' ';
  const text = `${separator}${written.includes('${') ? `\${${name}}` : `$${name}`}`;
  const item = placeOfCommand(job.job, call.nameAt)?.item;
  const newText = item ? inStyle(text, item.style) : text;
  const end = at.end - (item?.style === 'single' ? 2 : 1);
  return newText === undefined ? undefined : { at: { ...at, start: end, end }, newText };
}
