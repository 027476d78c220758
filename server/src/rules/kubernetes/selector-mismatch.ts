/** kubernetes/selector-mismatch: a workload whose selector does not match the labels of its own pods. */
import { displayText, isSameText } from '../../delivery/partial-text.ts';
import { insertValue } from '../../yaml/insert-value.ts';
import type { LabelExpression } from '../../kubernetes/label-selector.ts';
import type { PodTemplate } from '../../kubernetes/pod-template.ts';
import type { TextEntry } from '../../kubernetes/read-field.ts';
import type { Resource } from '../../kubernetes/resource.ts';
import { fixedText, isFixed, isSameTemplate, type TemplateText } from '../../kubernetes/template-text.ts';
import { hasToken } from '../../kubernetes/template-token.ts';
import { valueIn, type DeployedManifest } from '../../project/deployed-manifests.ts';
import { textOf } from '../../text/span.ts';
import { eachManifest } from '../each-manifest.ts';
import { defineRule, replaceFix, type Fix, type Report } from '../rule.ts';

type Reporter = (report: Report) => void;

export const rule = defineRule({
  id: 'kubernetes/selector-mismatch',
  severity: 'error',
  summary: 'A workload whose selector does not match the labels of its own pods.',
  scope: 'project',
  check: eachManifest((deployed, report) => {
    if (deployed.isPatch) return;
    for (const resource of deployed.manifest.resources) {
      const { selector } = resource;
      const [template] = resource.podTemplates;
      // A Job's selector is made by the cluster.
      if (!selector || !template || resource.kind === 'Job' || resource.kind === 'CronJob') continue;
      for (const wanted of selector.labels) checkLabel(deployed, resource, template, wanted, report);
      for (const wanted of selector.expressions)
        checkExpression(deployed, resource, template, wanted, report);
    }
  }),
});

function checkLabel(
  deployed: DeployedManifest,
  resource: Resource,
  template: PodTemplate,
  wanted: TextEntry,
  report: Reporter,
): void {
  const { value } = wanted;
  if (!value || hasToken(value.text) || hasToken(wanted.key.text)) return;
  const label = template.labels.find((it) => isSameTemplate(it.key, wanted.key));
  if (!label) {
    if (mayHave(deployed, template, wanted.key)) return;
    report({
      at: wanted.key.node,
      message: `${refused(resource)}: its selector wants the label \`${wanted.key.text}: ${value.text}\`, which its pods do not have. Add it under \`template.metadata.labels\`.`,
      fixes: addLabel(template, wanted, value),
    });
    return;
  }
  const has = label.value;
  if (!has || hasToken(has.text)) return;
  const differing = deployed.contexts
    .map((use) => [valueIn(value, use), valueIn(has, use)] as const)
    .find(([wants, gets]) => isSameText(wants, gets) === false);
  if (!differing) return;
  const [wants, gets] = differing.map(displayText);
  report({
    at: value.node,
    message: `${refused(resource)}: its selector wants \`${wanted.key.text}: ${wants}\`, and its pods have \`${wanted.key.text}: ${gets}\`. Make the two the same.`,
    related: [{ at: has.node, message: 'The label of its pods' }],
    fixes: equalise(resource, wanted, value, has),
  });
}

function checkExpression(
  deployed: DeployedManifest,
  resource: Resource,
  template: PodTemplate,
  wanted: LabelExpression,
  report: Reporter,
): void {
  const operator = fixedText(wanted.operator);
  const label = template.labels.find((it) => isSameTemplate(it.key, wanted.key));
  const demand = `\`${wanted.key.text}\` ${operator === 'In' ? `in ${wanted.values.map((it) => `\`${it.text}\``).join(', ')}` : 'with any value'}`;
  if ((operator === 'Exists' || operator === 'In') && !label && !mayHave(deployed, template, wanted.key))
    report({
      at: wanted.key.node,
      message: `${refused(resource)}: its selector wants the label ${demand}, which its pods do not have. Add it under \`template.metadata.labels\`.`,
    });
  if (!label) return;
  const has = fixedText(label.value);
  const values = wanted.values.map(fixedText);
  if (operator === 'DoesNotExist')
    report({
      at: wanted.key.node,
      message: `${refused(resource)}: its selector wants pods without the label \`${wanted.key.text}\`, and its own have it.`,
    });
  if (has === undefined || hasToken(has) || values.some((it) => it === undefined || hasToken(it))) return;
  const isIn = values.includes(has);
  if ((operator === 'In' && !isIn) || (operator === 'NotIn' && isIn))
    report({
      at: wanted.node,
      message: `${refused(resource)}: its selector ${operator === 'In' ? `wants ${demand}` : `rules out \`${wanted.key.text}: ${has}\``}, and its pods have \`${wanted.key.text}: ${has}\`.`,
    });
}

function refused(resource: Resource): string {
  return `The API server refuses the ${resource.kind}${resource.name ? ` \`${resource.name.text}\`` : ''}`;
}

/** Whether something may give the pods a label of this name that is not written there. */
function mayHave(deployed: DeployedManifest, template: PodTemplate, key: TemplateText): boolean {
  return (
    deployed.isKustomized ||
    !isFixed(key) ||
    template.labels.some((label) => !isFixed(label.key) || hasToken(label.key.text))
  );
}

function addLabel(template: PodTemplate, wanted: TextEntry, value: TemplateText): readonly Fix[] {
  const key = textOf(wanted.key.node);
  return [
    {
      title: `Add the label \`${wanted.key.text}\` to the pods`,
      isPreferred: true,
      edits: () => {
        const edit = insertValue(template.node, ['metadata', 'labels', key], textOf(value.node), ['spec']);
        return edit && { edits: [edit] };
      },
    },
  ];
}

/** The label that the workload itself has tells which of the two was meant. */
function equalise(
  resource: Resource,
  wanted: TextEntry,
  value: TemplateText,
  has: TemplateText,
): readonly Fix[] {
  const own = resource.labels.find((it) => isSameTemplate(it.key, wanted.key))?.value;
  const toLabel = replaceFix(`Change the pods' label to \`${value.text}\``, has.node, textOf(value.node));
  const toSelector = replaceFix(`Change the selector to \`${has.text}\``, value.node, textOf(has.node));
  return own && isSameTemplate(own, has)
    ? [toSelector, { ...toLabel, isPreferred: false }]
    : [toLabel, { ...toSelector, isPreferred: false }];
}
