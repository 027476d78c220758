/** The quick fix that silences a rule in place: a comment line above what the finding stands in. */
import type { FileEdit } from '../text/edit.ts';
import { indentationAt, lineEndOf, lineStartOf } from '../text/line-style.ts';
import type { Location } from '../text/span.ts';
import type { SourceText } from '../text/source-text.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { isYamlPath } from '../text/path.ts';
import { walk, type YamlNode } from '../yaml/node.ts';
import type { YamlFile } from '../yaml/yaml-file.ts';

/** Inserts `# pipewright-ignore RULE` where a comment can stand; undefined where none can (JSON). */
export function ignoreEdit(snapshot: Snapshot, rule: string, location: Location): FileEdit | undefined {
  const source = snapshot.text(location.path);
  if (!source || location.path.endsWith('.json')) return undefined;
  const isYaml = isYamlPath(location.path);
  const file = isYaml ? snapshot.yaml(location.path) : undefined;
  const anchor = file
    ? outOfScalars(file, location.range.start)
    : outOfContinuation(source, location.range.start);
  const at = lineStartOf(source.text, anchor);
  const newText = `${indentationAt(source.text, anchor)}# pipewright-ignore ${rule}${lineEndOf(source.text)}`;
  return { path: location.path, range: { start: at, end: at }, newText };
}

/** A comment inside a scalar of several lines would become part of it: it goes above the whole scalar. */
function outOfScalars(file: YamlFile, offset: number): number {
  let anchor = offset;
  for (const document of file.documents) {
    for (const entry of document.entries) {
      walk(entry.root, (node: YamlNode) => {
        const range = file.locate(node);
        if (!range || offset < range.start || offset > range.end) return false;
        const isCollection = (node.kind === 'map' || node.kind === 'sequence') && !node.flow;
        if (!isCollection && range.start < anchor) anchor = range.start;
        return isCollection;
      });
    }
  }
  return anchor;
}

/** A line that ends in `\` goes on in the next one. */
function outOfContinuation(source: SourceText, offset: number): number {
  let line = source.lineAt(offset);
  while (line > 0 && /\\[ \t]*$/.test(source.lineText(line - 1))) line--;
  return source.lineStarts[line]!;
}
