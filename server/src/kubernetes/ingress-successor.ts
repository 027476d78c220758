/** The edits that turn an Ingress of `v1beta1` into one of `networking.k8s.io/v1`. */
import type { SpanEdit } from '../text/edit.ts';
import { lineEndOf } from '../text/line-style.ts';
import { span, textOf } from '../text/span.ts';
import { columnOf } from '../yaml/insert.ts';
import { insertValue } from '../yaml/insert-value.ts';
import { blockPair, blockStyleOf, flowPair } from '../yaml/new-value.ts';
import { isMap, isScalar, pairOf, type MapNode, type Pair } from '../yaml/node.ts';
import { scalarValue } from '../yaml/plain-value.ts';
import { listField, mapField } from './read-field.ts';
import type { Resource } from './resource.ts';

/** Undefined where the text has a form that cannot be rewritten in place: merges, aliases, other keys between. */
export function ingressSuccessor(resource: Resource): readonly SpanEdit[] | undefined {
  const { document, node } = resource;
  const spec = mapField(document, node, 'spec');
  if (!spec) return undefined;
  const edits: SpanEdit[] = [];
  const byDefault = pairOf(spec, 'backend');
  if (byDefault) {
    const converted = isMap(byDefault.value) ? backendEdits(byDefault.value) : undefined;
    if (!converted) return undefined;
    const quote = textOf(byDefault.key).startsWith('"') ? '"' : '';
    edits.push({ at: byDefault.key, newText: `${quote}defaultBackend${quote}` }, ...converted);
  }
  for (const rule of listField(document, spec, 'rules')) {
    for (const path of listField(document, mapField(document, rule, 'http'), 'paths')) {
      if (!isMap(path)) return undefined;
      const backend = pairOf(path, 'backend')?.value;
      const converted = isMap(backend) ? backendEdits(backend) : undefined;
      if (!converted) return undefined;
      if (!document.pairOf(path, 'pathType')) {
        const edit = insertValue(path, ['pathType'], 'ImplementationSpecific', ['path']);
        if (!edit) return undefined;
        edits.push(edit);
      }
      edits.push(...converted);
    }
  }
  return edits;
}

/** `serviceName: a`, `servicePort: 80` to `service:` with `name: a` and `port: {number: 80}`; none where it is so already. */
function backendEdits(backend: MapNode): readonly SpanEdit[] | undefined {
  if (pairOf(backend, 'service') || pairOf(backend, 'resource')) return [];
  const name = pairOf(backend, 'serviceName');
  const port = pairOf(backend, 'servicePort');
  const { segment } = backend;
  if (!isScalar(name?.value) || !isScalar(port?.value) || backend.pairs.length !== 2) return undefined;
  if ([name, port].some((pair) => pair!.key.segment !== segment)) return undefined;
  const kind =
    scalarValue(port.value).type === 'string' && !port.value.value.includes('$') ? 'name' : 'number';
  const service = { name: textOf(name.value), port: { [kind]: textOf(port.value) } };
  const [first, last] = [name, port].sort((a, b) => a.key.start - b.key.start) as [Pair, Pair];
  const at = span(segment, first.key.start, last.value!.end);
  if (/#/.test(textOf(span(segment, first.value!.end, last.key.start)))) return undefined;
  if (backend.flow) {
    const isJson = textOf(first.key).startsWith('"');
    return [
      { at, newText: flowPair('service', service, { isJson, isSpaced: / \}$/.test(textOf(backend)) }) },
    ];
  }
  const lines = blockPair('service', service, blockStyleOf(segment.text));
  const column = columnOf(first.key);
  return [{ at, newText: lines.join(lineEndOf(segment.text) + column) }];
}
