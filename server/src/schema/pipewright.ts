/** The schema of `.pipewright.yml`. */
import type { YamlNode } from '../yaml/node.ts';
import { toData, type NodeResolver } from '../yaml/to-data.ts';
import { root as validate } from './generated/pipewright.js';
import { toProblems, type SchemaProblem } from './problem.ts';

/** What is left out of the configuration because it is not understood. */
export function validateConfiguration(resolver: NodeResolver, root: YamlNode): SchemaProblem[] {
  const data = toData(resolver, root);
  if (validate(data)) return [];
  return toProblems(validate.errors ?? [], {
    resolver,
    root,
    data,
    whole: '`.pipewright.yml`',
    separator: '.',
    consequence: 'Pipewright leaves it out',
    // A key with nothing behind it is being typed.
    isAccepted: (_, value) => value === null,
  });
}
