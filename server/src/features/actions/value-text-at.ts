/** The text at the cursor of a value that GitLab puts variables into. */
import { isMap, isScalar, isSequence, keyOf, type ScalarNode, type YamlNode } from '../../yaml/node.ts';
import type { ActionPlace } from './action.ts';
import type { ExtractedText } from './extract-variable.ts';

/**
 * Keywords of a job that take variables, as paths below the job: docs.gitlab.com/ci/variables/where_variables_can_be_used.
 */
const EXPANDED =
  /^(?:image(?:\.name)?|services(?:\.name)?|variables\.\w+(?:\.value)?|environment(?:\.(?:name|url))?|cache\.(?:key|paths)|artifacts\.(?:name|paths|exclude)|tags|resource_group)$/;

/** The selected part of a value, or all of it; undefined in values that take no variables, and in scripts. */
export function valueTextAt(place: ActionPlace): ExtractedText | undefined {
  const { role, segment, snapshot, range } = place;
  if (role.kind !== 'pipeline' || !segment) return undefined;
  const entry = role.file.document?.entries.find((it) => it.segment === segment);
  const found = entry?.root && scalarAt(place, entry.root, []);
  if (!found || found.node.tag || found.node.anchor) return undefined;
  const { node, path } = found;
  const isGlobal = role.file.globals.has(path[0] ?? '') && path[0] !== 'default';
  const below = (isGlobal ? path : path.slice(1)).filter((step) => step !== '[]').join('.');
  if (!EXPANDED.test(below) || !/^(?:plain|single|double)$/.test(node.style)) return undefined;
  const quotes = node.style === 'plain' ? 0 : 1;
  const inner = { ...node, start: node.start + quotes, end: node.end - quotes };
  // What is escaped or folded is not what is written.
  if (segment.text.slice(inner.start, inner.end) !== node.value) return undefined;
  const base = snapshot.locate(inner);
  if (!base) return undefined;
  const start = inner.start + Math.max(0, range.start - base.range.start);
  const isCursor = range.start === range.end;
  const at = isCursor ? inner : { segment, start, end: inner.start + (range.end - base.range.start) };
  if (!isCursor && (range.start < base.range.start || at.end > inner.end)) return undefined;
  const text = segment.text.slice(at.start, at.end);
  // What is a variable already, or the whole value of one.
  if (isCursor && (/^\$(?:\w+|\{\w+\})$/.test(text) || below.startsWith('variables.'))) return undefined;
  if (cutsVariable(node.value, at.start - inner.start, at.end - inner.start)) return undefined;
  const keys = below.split('.');
  const last = keys.at(-1)!;
  return { at: { segment, start: at.start, end: at.end }, text, about: last === 'name' ? keys[0]! : last };
}

function scalarAt(
  place: ActionPlace,
  node: YamlNode,
  path: readonly string[],
): { readonly node: ScalarNode; readonly path: readonly string[] } | undefined {
  if (isScalar(node)) return place.touches(node) ? { node, path } : undefined;
  if (isMap(node))
    for (const pair of node.pairs) {
      const found = pair.value && scalarAt(place, pair.value, [...path, keyOf(pair) ?? '']);
      if (found) return found;
    }
  if (isSequence(node))
    for (const item of node.items) {
      const found = scalarAt(place, item, [...path, '[]']);
      if (found) return found;
    }
  return undefined;
}

/** Whether a part of a text starts or ends within a variable's name, or with a lonely dollar before it. */
export function cutsVariable(text: string, start: number, end: number): boolean {
  return [...text.matchAll(/\$(?:\{[^}]*\}?|\w*)/g)].some(({ 0: variable, index }) => {
    const last = index + variable.length;
    const isInside = (offset: number) => offset > index && offset < last;
    return isInside(start) || isInside(end) || (variable === '$' && last === start);
  });
}
