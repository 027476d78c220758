/** pipeline/duplicate-include: a file that is included twice, that is not there, or that GitLab does not take. */
import { isYamlPath } from '../../text/path.ts';
import { nearestName } from '../../text/nearest.ts';
import { pairOf, type ScalarNode } from '../../yaml/node.ts';
import type { Include } from '../../gitlab/include.ts';
import type { Pipeline } from '../../gitlab/pipeline.ts';
import type { FileFault, RefusedFile } from '../../gitlab/refused-file.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { defineRule, replaceFix, type Fix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'pipeline/duplicate-include',
  severity: 'warning',
  summary: 'A file is included twice, is not in the repository, or is none that GitLab takes.',
  scope: 'pipeline',
  check({ pipeline, snapshot }, report) {
    const first = new Map<string, Include>();
    const seesRepository = isRepositoryKnown(pipeline);
    for (const include of pipeline.includes) {
      if (include.isConditional || !include.target) continue;
      if (include.status === 'missing' && include.kind === 'local' && seesRepository)
        report(missing(include.target, include, snapshot));
      for (const file of include.refused)
        // Files of other projects are copies, which may be of another time.
        if (file.fault === 'extension' || include.root === '')
          report(refused(include.target, include, file, snapshot));
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

function missing(target: ScalarNode, include: Include, snapshot: Snapshot): Report {
  const written = target.value;
  const near = nearFile(include, written, snapshot);
  return {
    at: target,
    severity: 'error',
    message: `There is no file \`${written}\` in the repository: GitLab creates no pipeline ("Local file \`${written}\` does not exist!").${didYouMean(near)}`,
    fixes: changesTo(near, target),
  };
}

/** The file of the workspace that is likely meant, as it is to be written. */
function nearFile({ from, kind }: Include, written: string, snapshot: Snapshot): string | undefined {
  if (kind !== 'local') return undefined;
  const paths = [...snapshot.paths()].filter((path) => isYamlPath(path) && path !== from);
  const bare = written.replace(/^\/+/, '');
  const near = paths.find((path) => path.replace(/\.ya?ml$/i, '') === bare) ?? nearestName(bare, paths);
  return near !== undefined && written.startsWith('/') ? `/${near}` : near;
}

function didYouMean(near: string | undefined): string {
  return near === undefined ? '' : ` Did you mean \`${near}\`?`;
}

function changesTo(near: string | undefined, target: ScalarNode): Fix[] {
  return near === undefined ? [] : [replaceFix(`Change to \`${near}\``, target, near)];
}

function refused(
  target: ScalarNode,
  include: Include,
  { path, fault }: RefusedFile,
  snapshot: Snapshot,
): Report {
  const near = fault === 'extension' ? nearFile(include, path, snapshot) : undefined;
  return {
    at: target,
    severity: fault === 'too-large' ? 'warning' : 'error',
    message: `${refusal(path, fault)}${didYouMean(near)}`,
    fixes: changesTo(near, target),
  };
}

function refusal(path: string, fault: FileFault): string {
  switch (fault) {
    case 'extension':
      return `GitLab includes only files that are called \`.yml\` or \`.yaml\`, and creates no pipeline ("Included file \`${path}\` does not have YAML extension!").`;
    case 'empty':
      return `\`${path}\` is empty: GitLab creates no pipeline ("Local file \`${path}\` is empty!"). Write a job into it, or take the include away.`;
    case 'no-configuration':
      return `\`${path}\` holds no job and no keyword: GitLab creates no pipeline. Write something into it, if only a hidden job, or take the include away.`;
    case 'no-mapping':
      return `\`${path}\` holds a list or a text where GitLab wants jobs and keywords by name: it creates no pipeline ("Invalid configuration format").`;
    case 'too-large':
      return `\`${path}\` is larger than 2 MB: it is not read here, so that whatever it brings in stays unknown. GitLab refuses it as well ("The parsed YAML is too big"), unless its administrators allow more.`;
  }
}

function duplicate({ target, paths }: Include, earlier: Include): Report {
  return {
    at: target!,
    message: `\`${paths[0]!}\` is included already: GitLab reads it a second time, and it counts over what is included in between. Remove one of the two.`,
    related: [{ at: earlier.target!, message: 'Included here first' }],
    tag: 'unnecessary',
  };
}
