/** Label selectors: which labels a resource wants of pods. */
import type { YamlNode } from '../yaml/node.ts';
import type { YamlDocument } from '../yaml/yaml-file.ts';
import { listField, textEntries, textField, textItems, type TextEntry } from './read-field.ts';
import type { TemplateText } from './template-text.ts';

export interface LabelSelector {
  readonly node: YamlNode;
  /** The labels that must have exactly these values. */
  readonly labels: readonly TextEntry[];
  readonly expressions: readonly LabelExpression[];
}

/** An item of `matchExpressions`. */
export interface LabelExpression {
  readonly node: YamlNode;
  readonly key: TemplateText;
  /** `In`, `NotIn`, `Exists` or `DoesNotExist` as written. */
  readonly operator: TemplateText | undefined;
  readonly values: readonly TemplateText[];
}

/** Reads a map of labels, as a Service's and a ReplicationController's selector is. */
export function readPlainSelector(document: YamlDocument, node: YamlNode): LabelSelector {
  return { node, labels: textEntries(document, node), expressions: [] };
}

/** Reads a selector with `matchLabels` and `matchExpressions`. */
export function readLabelSelector(document: YamlDocument, node: YamlNode): LabelSelector {
  return {
    node,
    labels: textEntries(document, document.valueOf(node, 'matchLabels')),
    expressions: listField(document, node, 'matchExpressions').flatMap((item): LabelExpression[] => {
      const key = textField(document, item, 'key');
      return key
        ? [
            {
              node: item,
              key,
              operator: textField(document, item, 'operator'),
              values: textItems(document, item, 'values'),
            },
          ]
        : [];
    }),
  };
}
