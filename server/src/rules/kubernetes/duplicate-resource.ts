/** kubernetes/duplicate-resource: two resources of the same kind, namespace and name in what is applied together. */
import { fixedText } from '../../kubernetes/template-text.ts';
import { hasToken } from '../../kubernetes/template-token.ts';
import { ClaimFinder, type PlacedClaim } from '../../project/same-cluster.ts';
import { textOf } from '../../text/span.ts';
import { walk } from '../../yaml/node.ts';
import { defineRule } from '../rule.ts';

const finder = new ClaimFinder((resource, read, namespace) => {
  const apiVersion = fixedText(resource.apiVersion);
  const name = resource.name && !hasToken(resource.name.text) ? read(resource.name) : undefined;
  if (apiVersion === undefined || resource.kind === '' || name === undefined || name === '') return [];
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return [{ key: [group, resource.kind, namespace, name].join('\0'), resource }];
});

export const rule = defineRule({
  id: 'kubernetes/duplicate-resource',
  severity: 'error',
  summary: 'Two resources of the same kind, namespace and name that are applied together.',
  scope: 'project',
  check(snapshot, report) {
    for (const group of finder.conflicts(snapshot)) {
      // The same text twice, such as the Namespace in each file, changes nothing.
      const different = group.filter(
        (claim, index) => !group.slice(0, index).some((other) => contentOf(other) === contentOf(claim)),
      );
      const [first, ...others] = different;
      for (const claim of others) {
        const { resource, deployed } = claim;
        const where = deployed === first!.deployed ? 'further up' : `in \`${first!.deployed.manifest.path}\``;
        report({
          at: resource.name!.node,
          message: `The ${resource.kind} \`${resource.name!.text}\` stands ${where} as well: whichever is applied last replaces the other. Give one of them another name, or make one of the two.`,
          related: [{ at: first!.resource.name!.node, message: 'The other one' }],
        });
      }
    }
  },
});

/** All keys and values in their order: layout and comments make no difference. */
function contentOf({ resource }: PlacedClaim): string {
  const parts: string[] = [];
  walk(resource.node, (node) => {
    parts.push(node.kind === 'scalar' ? node.value : node.kind === 'alias' ? textOf(node) : node.kind);
    return undefined;
  });
  return parts.join('\0');
}
