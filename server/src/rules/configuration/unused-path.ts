/** configuration/unused-path: a pattern of paths that fits no file. */
import { CONFIGURATION_FILE } from '../../project/configuration.ts';
import { matchesGlob } from '../../project/snapshot.ts';
import { isSequence, type YamlNode } from '../../yaml/node.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'configuration/unused-path',
  severity: 'hint',
  summary: 'A pattern of paths in .pipewright.yml that fits no file of the project.',
  scope: 'project',
  check(snapshot, report) {
    const document = snapshot.yaml(CONFIGURATION_FILE)?.documents[0];
    // What is not listed wholly may hold the file.
    if (!document || !snapshot.isListed) return;
    const look = (value: YamlNode | undefined) => {
      for (const node of isSequence(value) ? value.items : value ? [value] : []) {
        if (node.kind !== 'scalar' || node.value === '') continue;
        if ([...snapshot.paths()].some((path) => matchesGlob(node.value, path))) continue;
        report({
          at: node,
          message: `\`${node.value}\` fits no file of the project, so it has no effect. Paths count from the folder of \`${CONFIGURATION_FILE}\`.`,
        });
      }
    };
    look(document.valueOf(document.root, 'ignore'));
    const overrides = document.valueOf(document.root, 'overrides');
    for (const item of isSequence(overrides) ? overrides.items : []) look(document.valueOf(item, 'paths'));
  },
});
