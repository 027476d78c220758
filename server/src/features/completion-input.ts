/** Completion of inputs: behind `$[[`, and where an include gives them. */
import { readInputs, type InputDeclaration } from '../gitlab/inputs.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { lineEndOf } from '../text/line-style.ts';
import type { SourceText } from '../text/source-text.ts';
import { isSequence } from '../yaml/node.ts';
import { snippetText, type CompletionChoice } from './completion-choice.ts';
import { scalarChoice } from './completion-keyword.ts';
import { describeInput, filesGivenInputs, type PipelineRole } from './inputs.ts';
import type { YamlCursor } from './yaml-cursor.ts';

/** Source: docs.gitlab.com/ci/inputs/#specify-functions-to-manipulate-input-values */
const FUNCTIONS = [
  { name: 'expand_vars', snippet: 'expand_vars', detail: 'puts CI/CD variables in' },
  { name: 'truncate', snippet: 'truncate(${1:0},${2:8})', detail: 'offset and length' },
  { name: 'posix_escape', snippet: 'posix_escape', detail: 'safe as one word of a shell' },
];

/** Inputs and functions where the cursor is between `$[[` and `]]`; undefined elsewhere. */
export function interpolationChoices(
  snapshot: Snapshot,
  role: PipelineRole,
  source: SourceText,
  offset: number,
): readonly CompletionChoice[] | undefined {
  const line = source.lineAt(offset);
  const before = source.text.slice(source.lineStarts[line], offset);
  const found = /\$\[\[([^\]]*)$/.exec(before);
  if (!found) return undefined;
  const after = source.text.slice(offset, source.lineEnd(line));
  const functionName = /\|[ \t]*([a-z_]*)$/.exec(found[1]!);
  if (functionName) {
    const range = { start: offset - functionName[1]!.length, end: offset };
    return FUNCTIONS.map(({ name, snippet, detail }, order) => ({
      label: name,
      kind: 'keyword',
      detail,
      range,
      newText: snippet.replace(/\$\{\d:(\w+)\}/g, '$1'),
      snippet,
      order,
    }));
  }
  const word = /^[ \t]*([\w-]*(?:\.[\w-]*)?)$/.exec(found[1]!);
  if (!word) return [];
  const rest = /^[\w.-]*/.exec(after)![0].length;
  const range = { start: offset - word[1]!.length, end: offset + rest };
  const lead = /\s$|^$/.test(before.slice(0, before.length - word[1]!.length).slice(-1)) ? '' : ' ';
  const end = /^[ \t]*(?:\||\]\])/.exec(after.slice(rest))
    ? /^\s/.test(after.slice(rest))
      ? ''
      : ' '
    : ' ]]';
  return [...readInputs(role.file).values()].map((input, order) => ({
    ...inputChoice(snapshot, input, order),
    label: `inputs.${input.name}`,
    range,
    newText: `${lead}inputs.${input.name}${end}`,
  }));
}

/** Inputs with all that is around them, where the cursor is behind a bare `$` or `$[`. */
export function wholeInputChoices(
  snapshot: Snapshot,
  { file }: PipelineRole,
  source: SourceText,
  offset: number,
): readonly CompletionChoice[] {
  if (file.header && offset <= file.header.range.end) return [];
  const before = source.text.slice(source.lineStarts[source.lineAt(offset)], offset);
  const found = /(?<!\$)(?:\$\$)*(\$\[?)$/.exec(before);
  if (!found) return [];
  // Editors put the closing bracket there by themselves.
  const isClosed = found[1] === '$[' && source.text[offset] === ']';
  const range = { start: offset - found[1]!.length, end: offset + (isClosed ? 1 : 0) };
  return [...readInputs(file).values()].map((input) => {
    const text = `$[[ inputs.${input.name} ]]`;
    return {
      // Among the pipeline's variables.
      ...inputChoice(snapshot, input, 2),
      label: `[[ inputs.${input.name} ]]`,
      range,
      newText: text,
      snippet: snippetText(text),
    };
  });
}

/** The inputs of the files that the include around the cursor brings in, and the values that one may take. */
export function givenInputChoices(
  snapshot: Snapshot,
  role: PipelineRole,
  cursor: YamlCursor,
): readonly CompletionChoice[] {
  const isValue = cursor.kind === 'value' && cursor.path.at(-1) !== 'inputs';
  const map = isValue ? cursor.path.slice(0, -1) : cursor.path;
  if (map.at(-1) !== 'inputs') return [];
  const inputs = new Map(
    filesGivenInputs(snapshot, role, map, cursor.start).flatMap((file) => [...readInputs(file)]),
  );
  if (isValue)
    return valuesOf(inputs.get(cursor.path.at(-1)!)).map((it, at) => scalarChoice(cursor, it, 'value', at));
  if (cursor.kind !== 'open') return [];
  return [...inputs.values()]
    .filter(({ name }) => !cursor.siblings.has(name))
    .map((input, order) => {
      const rank = (isRequired(input) ? 0 : 1000) + order;
      const below = lineEndOf(role.file.yaml.source.text) + ' '.repeat(cursor.column + 2);
      const rest = cursor.hasColon ? '' : input.type === 'array' && !cursor.isInFlow ? `:${below}- ` : ': ';
      return {
        ...inputChoice(snapshot, input, rank),
        range: { start: cursor.start, end: cursor.end },
        newText: `${input.name}${rest}`,
        ...(rest && { snippet: `${snippetText(input.name + rest)}$0` }),
      };
    });
}

function valuesOf(input: InputDeclaration | undefined): string[] {
  if (isSequence(input?.options))
    return input.options.items.flatMap((item) => (item.kind === 'scalar' ? [item.value] : []));
  return input?.type === 'boolean' ? ['true', 'false'] : [];
}

function isRequired(input: InputDeclaration): boolean {
  return !input.default && !input.hasRules;
}

function inputChoice(
  snapshot: Snapshot,
  input: InputDeclaration,
  order: number,
): Pick<CompletionChoice, 'label' | 'kind' | 'detail' | 'markdown' | 'order'> {
  return {
    label: input.name,
    kind: 'field',
    detail: isRequired(input) ? `${input.type}, required` : input.type,
    markdown: describeInput(snapshot, input),
    order,
  };
}
