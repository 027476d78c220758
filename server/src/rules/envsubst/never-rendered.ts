/** envsubst/never-rendered: a manifest with placeholders that is deployed and that no job renders. */
import { deliveryOf } from '../../project/delivery.ts';
import { rawTemplatesOf } from '../../project/raw-templates.ts';
import { textOf } from '../../text/span.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'envsubst/never-rendered',
  severity: 'warning',
  summary: 'A manifest with placeholders that the pipeline deploys and no job renders.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    const seen = new Set<string>();
    for (const { manifest, placeholders, job, at, file } of rawTemplatesOf(snapshot)) {
      if (seen.has(manifest.path) || delivery.templateUses(manifest.path).length > 0) continue;
      seen.add(manifest.path);
      const [first, ...others] = placeholders;
      report({
        at: first!.at,
        message: `\`${textOf(first!.at)}\` reaches the cluster as it stands: no job renders this manifest${file ? '' : ', and kustomize replaces no placeholders'}, though \`${job.job.name}\` applies it. Render it with envsubst before.`,
        related: [
          { at, message: 'It is applied here.' },
          ...others.map((it) => ({ at: it.at, message: 'This placeholder, too.' })),
        ],
      });
    }
  },
});
