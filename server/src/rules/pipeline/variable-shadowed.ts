/** pipeline/variable-shadowed: a job's variable hides the pipeline's own, and a manifest gets the job's. */
import { deliveryOf, allManifestsOf } from '../../project/delivery.ts';
import { keyOf, type Pair, type YamlNode } from '../../yaml/node.ts';
import { valueOf } from '../../yaml/node.ts';
import { defineRule } from '../rule.ts';

/** It asks which manifests a job renders. */
export const isLoadedLate = true;

export const rule = defineRule({
  id: 'pipeline/variable-shadowed',
  severity: 'hint',
  summary: 'A job’s variable hides the pipeline’s own of another value, and a manifest is rendered with it.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    for (const manifest of allManifestsOf(snapshot)) {
      for (const { job } of delivery.templateUses(manifest.path)) {
        const pipeline = delivery.pipelineOf(job.job);
        for (const pair of job.job.variables) {
          const name = keyOf(pair);
          const hidden = name === undefined ? undefined : pipeline?.variables.get(name);
          if (!hidden || name === undefined || !isOther(pair, hidden)) continue;
          const placeholder = manifest.placeholders.find((it) => it.name === name);
          if (!placeholder) continue;
          report({
            at: pair.key,
            message: `In \`${job.job.name}\` this hides the pipeline's \`${name}\`: ${manifest.path} is rendered with ${shown(pair)} here, not with ${shown(hidden)}.`,
            related: [
              { at: hidden.key, message: 'The pipeline’s own' },
              { at: placeholder.at, message: 'Rendered here' },
            ],
          });
        }
      }
    }
  },
});

function isOther(a: Pair, b: Pair): boolean {
  const [left, right] = [textOf(a.value), textOf(b.value)];
  return left !== undefined && right !== undefined && left !== right;
}

function textOf(value: YamlNode | undefined): string | undefined {
  const node = value?.kind === 'map' ? valueOf(value, 'value') : value;
  return node?.kind === 'scalar' ? node.value : undefined;
}

function shown(pair: Pair): string {
  return `\`${textOf(pair.value) ?? ''}\``;
}
