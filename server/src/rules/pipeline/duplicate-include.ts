/** pipeline/duplicate-include: a file that is included twice, or that is not there. */
import { isYamlPath } from '../../text/path.ts';
import { nearestName } from '../../text/nearest.ts';
import { pairOf } from '../../yaml/node.ts';
import type { Include } from '../../gitlab/include.ts';
import type { Pipeline } from '../../gitlab/pipeline.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { defineRule, replaceFix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'pipeline/duplicate-include',
  severity: 'warning',
  summary: 'A file is included twice, or is not in the repository.',
  scope: 'pipeline',
  check({ pipeline, snapshot }, report) {
    const first = new Map<string, Include>();
    const seesRepository = isRepositoryKnown(pipeline);
    for (const include of pipeline.includes) {
      if (include.isConditional || !include.target) continue;
      if (include.status === 'missing' && include.kind === 'local' && seesRepository)
        report(missing(include, snapshot));
      // With inputs of its own each is a file of its own.
      if (include.paths.length !== 1 || pairOf(include.node, 'inputs')) continue;
      const key = `${include.from} ${include.paths[0]}`;
      const earlier = first.get(key);
      if (!earlier) first.set(key, include);
      else if (earlier.target && earlier.node !== include.node) report(duplicate(include, earlier));
    }
  },
});

/** Of a pipeline file by another name nobody knows where its repository begins, unless another include leads somewhere. */
function isRepositoryKnown(pipeline: Pipeline): boolean {
  return (
    pipeline.path === '.gitlab-ci.yml' ||
    pipeline.includes.some(({ kind, status }) => kind === 'local' && status === 'resolved')
  );
}

function missing({ target, from }: Include, snapshot: Snapshot): Report {
  const written = target!.value;
  const isRooted = written.startsWith('/');
  const paths = [...snapshot.paths()].filter((path) => isYamlPath(path) && path !== from);
  const near = nearestName(written.replace(/^\/+/, ''), paths);
  const replacement = near === undefined ? undefined : isRooted ? `/${near}` : near;
  return {
    at: target!,
    severity: 'error',
    message: `There is no file \`${written}\` in the repository: GitLab creates no pipeline ("Local file \`${written}\` does not exist!").${replacement === undefined ? '' : ` Did you mean \`${replacement}\`?`}`,
    fixes:
      replacement === undefined ? [] : [replaceFix(`Change to \`${replacement}\``, target!, replacement)],
  };
}

function duplicate({ target, paths }: Include, earlier: Include): Report {
  return {
    at: target!,
    message: `\`${paths[0]!}\` is included already: GitLab reads it a second time, and it counts over what is included in between. Remove one of the two.`,
    related: [{ at: earlier.target!, message: 'Included here first' }],
    tag: 'unnecessary',
  };
}
