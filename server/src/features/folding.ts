/** What can be folded: everything that spans lines, and comments of several lines. */
import type { Snapshot } from '../project/snapshot.ts';
import type { SourceText } from '../text/source-text.ts';
import type { YamlFile } from '../yaml/yaml-file.ts';
import { isMap, isSequence, type YamlNode } from '../yaml/node.ts';
import { roleOf } from './role.ts';

export interface Fold {
  /** 0-based lines: the first stays visible. */
  readonly start: number;
  readonly end: number;
  readonly kind?: 'comment' | 'imports';
}

/** Undefined for files that are not ours: editors then fold by indentation. */
export function foldingRanges(snapshot: Snapshot, path: string): readonly Fold[] | undefined {
  const role = roleOf(snapshot, path);
  const file = role && role.kind !== 'script' ? snapshot.yaml(path) : undefined;
  if (!file) return undefined;
  const folds = [...nodeFolds(file), ...commentFolds(file.source)];
  // An editor takes one fold for each first line: the longest.
  const byStart = new Map<number, Fold>();
  for (const fold of folds) {
    const known = byStart.get(fold.start);
    if (fold.end > fold.start && (!known || known.end < fold.end)) byStart.set(fold.start, fold);
  }
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}

function nodeFolds(file: YamlFile): Fold[] {
  const folds: Fold[] = [];
  const { source } = file;
  const lineOf = (node: YamlNode, offset: number) =>
    source.lineAt(file.locate(node)!.start + offset - node.start);
  const lastLine = (node: YamlNode) => {
    const text = node.segment.text.slice(node.start, node.end).trimEnd();
    return lineOf(node, node.start + Math.max(0, text.length - 1));
  };
  const visit = (node: YamlNode, owner: YamlNode): number => {
    let last = lastLine(node);
    if (isMap(node))
      for (const { key, value } of node.pairs) {
        const end = value ? visit(value, key) : lastLine(key);
        last = Math.max(last, end);
      }
    else if (isSequence(node)) for (const item of node.items) last = Math.max(last, visit(item, item));
    folds.push({ start: lineOf(owner, owner.start), end: last });
    return last;
  };
  for (const document of file.documents)
    for (const { root } of document.entries) {
      for (const { key, value } of isMap(root) ? root.pairs : []) if (value) visit(value, key);
      if (root && !isMap(root)) visit(root, root);
    }
  return folds;
}

function commentFolds(source: SourceText): Fold[] {
  const folds: Fold[] = [];
  let start = -1;
  for (let line = 0; line <= source.lineCount; line++) {
    const isComment = line < source.lineCount && /^[ \t]*#/.test(source.lineText(line));
    if (isComment && start < 0) start = line;
    if (!isComment && start >= 0) {
      folds.push({ start, end: line - 1, kind: 'comment' });
      start = -1;
    }
  }
  return folds;
}
