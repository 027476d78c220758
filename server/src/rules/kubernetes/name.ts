/** kubernetes/name: names and label values that the API server refuses for their characters or their length. */
import { displayText, type PartialText } from '../../delivery/partial-text.ts';
import {
  DATA_KEY,
  LABEL,
  LABEL_VALUE,
  nameFault,
  nameFormatOf,
  nearestValidName,
  PORT_NAME,
  type NameFault,
  type NameFormat,
} from '../../kubernetes/name-format.ts';
import type { PodTemplate } from '../../kubernetes/pod-template.ts';
import type { TextEntry } from '../../kubernetes/read-field.ts';
import type { Resource } from '../../kubernetes/resource.ts';
import { isFixed, type TemplateText } from '../../kubernetes/template-text.ts';
import { hasToken } from '../../kubernetes/template-token.ts';
import type { DeployedManifest } from '../../project/deployed-manifests.ts';
import { eachManifest } from '../each-manifest.ts';
import { defineRule, type Fix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'kubernetes/name',
  severity: 'error',
  summary: 'A name or label value whose characters or length the API server refuses.',
  scope: 'project',
  check: eachManifest((deployed, report) => {
    const check = checker(deployed, report);
    for (const resource of deployed.manifest.resources) {
      if (!resource.hasFixedType) continue;
      const format = nameFormatOf(resource.kind);
      if (format && resource.isBuiltIn) check(resource.name, format, `The name of the ${resource.kind}`);
      check(resource.namespace, LABEL, 'The namespace');
      checkLabels(resource.labels, check);
      for (const template of resource.podTemplates) checkTemplate(template, check);
      checkData(resource, check);
    }
  }),
});

/** What many pipelines replace by sed: `NAMESPACE`, `from_ci_NS`. */
const UPPER_CASE_WORD = /(?:^|[^A-Za-z0-9])[A-Z][A-Z0-9]+(?:$|[^a-z])/;

type Checker = (text: TemplateText | undefined, format: NameFormat, what: string) => void;

function checkTemplate(template: PodTemplate, check: Checker): void {
  checkLabels(template.labels, check);
  for (const { name } of template.volumes) check(name, LABEL, 'The name of a volume');
  for (const container of template.containers) {
    check(container.name, LABEL, 'The name of a container');
    for (const port of container.ports) check(port.name, PORT_NAME, 'The name of a port');
  }
}

function checkLabels(labels: readonly TextEntry[], check: Checker): void {
  for (const { key, value } of labels) check(value, LABEL_VALUE, `The value of the label \`${key.text}\``);
}

function checkData(resource: Resource, check: Checker): void {
  for (const { key } of resource.data) check(key, DATA_KEY, `The key of the ${resource.kind}`);
}

function checker(deployed: DeployedManifest, report: (report: Report) => void): Checker {
  // What sed and the like put in is not seen here.
  const isEdited = deployed.uses.some(({ editedBy }) => editedBy.length > 0);
  return (text, format, what) => {
    if (!text || isEdited || hasToken(text.text) || isToken(text)) return;
    for (const value of deployed.valuesOf(text)) {
      const fault = nameFault(stretches(value), format);
      // What is left of placeholders that nothing renders is another rule's.
      if (!fault || (fault.kind === 'character' && /[${}]/.test(fault.character))) continue;
      // A placeholder that renders empty is told where it stands.
      if (fault.kind === 'empty' && !isFixed(text)) continue;
      report({
        at: text.node,
        message: `The API server refuses the manifest: ${lowerFirst(what)} ${isFixed(text) ? `\`${text.text}\`` : `becomes \`${displayText(value)}\`, which`} ${wrong(fault, format)}. It takes ${format.description}.`,
        fixes: isFixed(text) ? fixes(text, format) : [],
      });
      return;
    }
  };
}

function isToken({ pieces }: TemplateText): boolean {
  return pieces.some((piece) => piece.kind === 'text' && UPPER_CASE_WORD.test(piece.text));
}

function stretches(value: PartialText): readonly (string | undefined)[] {
  return value.map((piece) => (piece.kind === 'text' ? piece.text : undefined));
}

function wrong(fault: NameFault, format: NameFormat): string {
  switch (fault.kind) {
    case 'character':
      return /\s/.test(fault.character) ? 'has a blank in it' : `has \`${fault.character}\` in it`;
    case 'first':
      return `begins with \`${fault.character}\``;
    case 'last':
      return `ends with \`${fault.character}\``;
    case 'length':
      return `has ${fault.length} characters, and ${format.maximum} are allowed`;
    case 'empty':
      return 'is empty';
  }
}

/** Other files may name it as well, so the change is left to a person. */
function fixes(text: TemplateText, format: NameFormat): readonly Fix[] {
  const valid = nearestValidName(text.text, format);
  if (valid === undefined || text.node.style === 'literal' || text.node.style === 'folded') return [];
  const newText = text.node.style === 'plain' ? valid : `"${valid}"`;
  return [{ title: `Change to \`${valid}\``, edits: () => ({ edits: [{ at: text.node, newText }] }) }];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
