/** kubernetes/no-resources: a container without requests or limits. */
import { insertResources } from '../../kubernetes/insert-resources.ts';
import type { Container } from '../../kubernetes/container.ts';
import { eachManifest } from '../each-manifest.ts';
import { defineRule, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'kubernetes/no-resources',
  severity: 'hint',
  summary: 'A container without requests or limits for memory and processor time.',
  scope: 'project',
  check: eachManifest((deployed, report) => {
    if (deployed.isKustomized) return;
    for (const resource of deployed.manifest.resources) {
      for (const template of resource.podTemplates) {
        // Pods can have resources as a whole.
        if (resource.document.valueOf(template.spec, 'resources')) continue;
        for (const container of template.containers) {
          if (container.role !== 'main' || !container.name || container.node.pairs.length === 0) continue;
          const { hasRequests, hasLimits } = container.resources;
          // Limits alone are taken as requests too.
          if (hasLimits) continue;
          const { text } = container.name;
          report({
            at: container.name.node,
            message: hasRequests
              ? `Container \`${text}\` may use all memory of its node, so that other pods are evicted: it has no \`resources.limits\`.`
              : `Container \`${text}\` is placed on any node, however full, and is among the first to be evicted: it has no \`resources\`. Say what it needs (\`requests\`) and what it may use at most (\`limits\`).`,
            fixes: [insertFix(container, hasRequests)],
          });
        }
      }
    }
  }),
});

function insertFix(container: Container, hasRequests: boolean): Fix {
  return {
    title: hasRequests ? 'Insert a limit for memory' : 'Insert requests and a limit for memory',
    edits: () => {
      const edit = insertResources(container);
      return edit && { edits: [edit] };
    },
  };
}
