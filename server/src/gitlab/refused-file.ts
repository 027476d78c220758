/**
 * Files that GitLab refuses wherever they are included, and with them the whole pipeline.
 * Sources: lib/gitlab/ci/config/external/file/ of GitLab;
 * docs.gitlab.com/administration/instance_limits/#maximum-size-and-depth-of-cicd-configuration-yaml-files.
 */
import type { YamlNode } from '../yaml/node.ts';
import { isNull } from '../yaml/plain-value.ts';
import { readPipelineFile } from './pipeline-file.ts';
import type { PipelineFiles } from './pipeline-files.ts';

/**
 * `extension`: it is called neither `.yml` nor `.yaml`. `no-configuration`: comments alone, or an empty mapping.
 * `no-mapping`: a list or a text. `too-large`: more than is read here, and than GitLab takes by default.
 */
export type FileFault = 'extension' | 'empty' | 'no-configuration' | 'no-mapping' | 'too-large';

export interface RefusedFile {
  readonly path: string;
  readonly fault: FileFault;
}

/** Whether GitLab takes a path or an address for that of a YAML file. */
export function hasYamlExtension(location: string): boolean {
  return /[^/]\.ya?ml$/i.test(location);
}

/** Why GitLab refuses a file of the workspace for what it holds; undefined where it does not, or that is not known. */
export function contentFault(path: string, files: PipelineFiles): FileFault | undefined {
  const yaml = files.yaml(path);
  if (!yaml) return files.unreadable?.(path)?.kind === 'too-large' ? 'too-large' : undefined;
  if (yaml.source.text.trim() === '') return 'empty';
  const { header, document } = readPipelineFile(yaml);
  if (header || !document || document.entries.length > 1) return undefined;
  const fault = rootFault(document.entries[0]?.root);
  // What YAML does not read wholly may be meant for a mapping.
  return fault && document.problems.length === 0 ? fault : undefined;
}

function rootFault(root: YamlNode | undefined): FileFault | undefined {
  if (!root || isNull(root)) return 'no-configuration';
  if (root.kind === 'map') return root.pairs.length === 0 ? 'no-configuration' : undefined;
  if (root.kind === 'sequence' && root.items.length === 0) return 'no-configuration';
  return root.kind === 'alias' ? undefined : 'no-mapping';
}
