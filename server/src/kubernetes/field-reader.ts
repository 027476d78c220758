/** Who reads a field's text once it is in the cluster: Kubernetes itself, or a program that may know `$NAME` of its own. */
import type { Field } from './field.ts';
import type { Resource } from './resource.ts';

/**
 * `program`: text of a script, a configuration file, a template: commands, arguments, ConfigMaps, annotations.
 * `environment`: the value of an environment variable, or one line of a ConfigMap or Secret.
 */
export type FieldReader = 'kubernetes' | 'environment' | 'program';

export function readerOf(field: Field, resource: Resource | undefined): FieldReader {
  const { path, node } = field;
  const own = resource ? path.slice(resource.path.length) : path;
  const last = own.at(-1) ?? '';
  if (node.style === 'literal' || node.style === 'folded') return 'program';
  if (/^\d+$/.test(last) && /^(?:command|args)$/.test(own.at(-2) ?? '')) return 'program';
  if (last === 'command' || last === 'args') return 'program';
  if (own.includes('annotations')) return 'program';
  const isData = resource?.kind === 'ConfigMap' || resource?.kind === 'Secret';
  if (isData && /^(?:data|stringData|binaryData)$/.test(own[0] ?? '') && !field.isKey)
    return /[\n;{]|\s\$/.test(node.value.replace(/\$\{\w+\}/g, '')) ? 'program' : 'environment';
  return last === 'value' && own.includes('env') ? 'environment' : 'kubernetes';
}
