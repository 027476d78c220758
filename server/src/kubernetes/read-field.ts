/** Reads fields of a manifest: aliases and merges followed, wrong shapes read as absent. */
import {
  isMap,
  isScalar,
  isSequence,
  keyOf,
  type MapNode,
  type ScalarNode,
  type YamlNode,
} from '../yaml/node.ts';
import { scalarValue } from '../yaml/plain-value.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
import { isFixed, templateText, type TemplateText } from './template-text.ts';

/** A number or a name, as ports are. */
export interface IntegerOrText extends TemplateText {
  /** The number where it is written as one without placeholder and quotes. */
  readonly number?: number;
}

export function mapField(
  document: YamlDocument,
  node: YamlNode | undefined,
  key: string,
): MapNode | undefined {
  const value = document.valueOf(node, key);
  return isMap(value) ? value : undefined;
}

export function listField(
  document: YamlDocument,
  node: YamlNode | undefined,
  key: string,
): readonly YamlNode[] {
  const value = document.valueOf(node, key);
  return isSequence(value) ? value.items.map((item) => document.follow(item) ?? item) : [];
}

export function scalarField(
  document: YamlDocument,
  node: YamlNode | undefined,
  key: string,
): ScalarNode | undefined {
  const value = document.valueOf(node, key);
  return isScalar(value) && scalarValue(value).type !== 'null' ? value : undefined;
}

export function textField(
  document: YamlDocument,
  node: YamlNode | undefined,
  key: string,
): TemplateText | undefined {
  const value = scalarField(document, node, key);
  return value && templateText(value);
}

export function integerOrTextField(
  document: YamlDocument,
  node: YamlNode | undefined,
  key: string,
): IntegerOrText | undefined {
  const value = scalarField(document, node, key);
  if (!value) return undefined;
  const text = templateText(value);
  const read = scalarValue(value);
  return isFixed(text) && read.type === 'integer' ? { ...text, number: read.value } : text;
}

/** The number that a field becomes, whether it is written as one or in quotes; undefined for names and placeholders. */
export function integerValue(field: IntegerOrText | undefined): number | undefined {
  if (!field) return undefined;
  return field.number ?? (isFixed(field) && /^\d{1,9}$/.test(field.text) ? Number(field.text) : undefined);
}

/** True or false where it is written so; undefined for absent fields and placeholders. */
export function booleanField(
  document: YamlDocument,
  node: YamlNode | undefined,
  key: string,
): boolean | undefined {
  const value = scalarField(document, node, key);
  const read = value && scalarValue(value);
  return read?.type === 'boolean' ? read.value : undefined;
}

export interface TextEntry {
  readonly key: TemplateText;
  /** Undefined for a value that is no scalar. */
  readonly value: TemplateText | undefined;
}

/** The entries of a map of texts: labels, annotations, selectors, data. */
export function textEntries(document: YamlDocument, node: YamlNode | undefined): readonly TextEntry[] {
  const map = document.follow(node);
  if (!isMap(map)) return [];
  return document.pairsOf(map).flatMap((pair) => {
    if (keyOf(pair) === undefined || pair.key.kind !== 'scalar') return [];
    const value = document.follow(pair.value);
    return [{ key: templateText(pair.key), value: isScalar(value) ? templateText(value) : undefined }];
  });
}

/** The scalars of a list of texts: command and args. */
export function textItems(
  document: YamlDocument,
  node: YamlNode | undefined,
  key: string,
): readonly TemplateText[] {
  return listField(document, node, key).flatMap((item) => (isScalar(item) ? [templateText(item)] : []));
}
