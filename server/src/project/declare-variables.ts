/** Variables of the project's settings added to `.pipewright.yml`. */
import type { NewFile, SpanEdit } from '../text/edit.ts';
import { insertPair } from '../yaml/insert.ts';
import { isMap, pairOf } from '../yaml/node.ts';
import { CONFIGURATION_FILE } from './configuration.ts';
import type { Snapshot } from './snapshot.ts';

export interface VariableToDeclare {
  readonly name: string;
  readonly type?: 'variable' | 'file';
  readonly isMasked?: boolean;
  readonly isProtected?: boolean;
}

/** Declares variables; undefined where the file's form leaves no place for them. */
export function declareVariables(
  snapshot: Snapshot,
  variables: readonly VariableToDeclare[],
): { readonly edits: readonly SpanEdit[]; readonly newFiles?: readonly NewFile[] } | undefined {
  const lines = variables.map(lineOf);
  const section = ['variables:', ...lines.map((line) => `  ${line}`)];
  if (snapshot.exists(CONFIGURATION_FILE) === false)
    return { edits: [], newFiles: [{ path: CONFIGURATION_FILE, text: `${section.join('\n')}\n` }] };
  const root = snapshot.yaml(CONFIGURATION_FILE)?.documents[0]?.root;
  const last = isMap(root) ? root.pairs.at(-1) : undefined;
  if (!isMap(root) || !last) return undefined;
  const own = pairOf(root, 'variables');
  if (!own) {
    // The root's pairs are parsed one by one: each is a map of its own.
    const map = { ...root, segment: last.key.segment };
    const edit = insertPair(map, last, section);
    return edit && { edits: [edit] };
  }
  const end = isMap(own.value) ? own.value.pairs.at(-1) : undefined;
  const edit = isMap(own.value) && end && insertPair(own.value, end, lines);
  return edit ? { edits: [edit] } : undefined;
}

function lineOf({ name, type, isMasked, isProtected }: VariableToDeclare): string {
  const fields = [
    ...(type === 'file' ? ['type: file'] : []),
    ...(isMasked ? ['masked: true'] : []),
    ...(isProtected ? ['protected: true'] : []),
  ];
  return fields.length === 0 ? `${name}: {}` : `${name}: { ${fields.join(', ')} }`;
}
