/** `include:` entries: what they name, and which files of the workspace that is. */
import picomatch from 'picomatch/posix';
import { resolvePath } from '../text/path.ts';
import { isMap, isSequence, pairOf, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import type { PipelineFile } from './pipeline-file.ts';
import type { PipelineFiles } from './pipeline-files.ts';

export type IncludeKind = 'local' | 'project' | 'remote' | 'template' | 'component' | 'unknown';

export interface Include {
  readonly kind: IncludeKind;
  /** The whole item. */
  readonly node: YamlNode;
  /** The text that names the file. */
  readonly target: ScalarNode | undefined;
  /** The file that says it. */
  readonly from: string;
  /** The files of the workspace that it brings in. */
  readonly paths: readonly string[];
  /** `missing`: a local file that is certainly not there; `unknown`: it may bring in anything. */
  readonly status: 'resolved' | 'missing' | 'unknown';
  /** Whether `rules:` may leave it out. */
  readonly isConditional: boolean;
  /** The value of its `rules:`. */
  readonly rules: YamlNode | undefined;
}

/** Reads the includes of a file in their order. */
export function readIncludes(file: PipelineFile, files: PipelineFiles): Include[] {
  const { document } = file;
  const root = document?.follow(file.globals.get('include')?.value);
  if (!document || !root) return [];
  const items = isSequence(root) ? root.items.flatMap((item) => flatten(document.follow(item))) : [root];
  return items.flatMap((item) => readItem(item, file, files));

  function flatten(item: YamlNode | undefined): YamlNode[] {
    if (isSequence(item) && !item.tag)
      return item.items.flatMap((nested) => flatten(document!.follow(nested)));
    return item ? [item] : [];
  }
}

function readItem(item: YamlNode, file: PipelineFile, files: PipelineFiles): Include[] {
  const rules = file.document?.valueOf(item, 'rules');
  const base = { node: item, from: file.path, isConditional: rules !== undefined, rules };
  const unknown = (kind: IncludeKind, target?: ScalarNode): Include => ({
    ...base,
    kind,
    target,
    paths: [],
    status: 'unknown',
  });
  if (item.kind === 'scalar') {
    if (/^https?:\/\//i.test(item.value)) return [unknown('remote', item)];
    return [{ ...base, kind: 'local', target: item, ...resolveLocal(item.value, '', files) }];
  }
  if (!isMap(item)) return [unknown('unknown')];
  const scalar = (key: string) => {
    const value = file.document?.valueOf(item, key);
    return value?.kind === 'scalar' ? value : undefined;
  };
  if (pairOf(item, 'local')) {
    const target = scalar('local');
    return [
      target
        ? { ...base, kind: 'local', target, ...resolveLocal(target.value, '', files) }
        : unknown('local'),
    ];
  }
  if (pairOf(item, 'project')) {
    const folder = files.projectFolder?.(scalar('project')?.value ?? '');
    const named = file.document?.valueOf(item, 'file');
    const targets = isSequence(named) ? named.items : named ? [named] : [];
    return targets.map((target) => {
      if (target.kind !== 'scalar' || folder === undefined)
        return unknown('project', target.kind === 'scalar' ? target : undefined);
      return { ...base, kind: 'project' as const, target, ...resolveLocal(target.value, folder, files) };
    });
  }
  for (const kind of ['remote', 'template', 'component'] as const)
    if (pairOf(item, kind)) return [unknown(kind, scalar(kind))];
  return [unknown('unknown')];
}

/** `*` matches within a folder, `**` across folders; a path counts from the root of its repository. */
function resolveLocal(
  written: string,
  root: string,
  files: PipelineFiles,
): { paths: string[]; status: Include['status'] } {
  if (/\$/.test(written)) return { paths: [], status: 'unknown' };
  const path = resolvePath(root, root === '' ? written : written.replace(/^\/+/, ''));
  if (path === undefined || path === '') return { paths: [], status: 'missing' };
  if (/[*?[{]/.test(path)) {
    const matches = picomatch(path, { dot: true });
    const paths = [...files.paths()]
      .filter((candidate) => /\.ya?ml$/.test(candidate) && matches(candidate))
      .sort();
    return { paths, status: paths.length > 0 ? 'resolved' : 'unknown' };
  }
  const exists = files.exists(path);
  if (exists === false) return { paths: [], status: 'missing' };
  return exists === true && files.yaml(path)
    ? { paths: [path], status: 'resolved' }
    : { paths: [], status: 'unknown' };
}
