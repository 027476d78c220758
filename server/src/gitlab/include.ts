/** `include:` entries: what they name, and which files of the workspace that is. */
import { resolvePath } from '../text/path.ts';
import { isMap, isSequence, pairOf, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { includeMatcher } from './include-glob.ts';
import type { PipelineFile } from './pipeline-file.ts';
import type { PipelineFiles } from './pipeline-files.ts';
import { contentFault, hasYamlExtension, type RefusedFile } from './refused-file.ts';

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
  /**
   * `missing`: a local file that is certainly not there; `refused`: GitLab takes one of the files for none;
   * `unknown`: it may bring in anything.
   */
  readonly status: 'resolved' | 'missing' | 'refused' | 'unknown';
  readonly refused: readonly RefusedFile[];
  /** Whether `rules:` may leave it out. */
  readonly isConditional: boolean;
  /** The value of its `rules:`. */
  readonly rules: YamlNode | undefined;
  /** The value of its `inputs:`. */
  readonly inputs: YamlNode | undefined;
  /** The folder of the repository that its files belong to; '' for this one. */
  readonly root: string;
}

/**
 * Reads the includes of a file in their order.
 * @param root the folder of the repository that the file belongs to; '' for this one
 */
export function readIncludes(file: PipelineFile, files: PipelineFiles, root = ''): Include[] {
  return readIncludeItems(file.globals.get('include')?.value, file, files, root);
}

/** Reads the value of `include:`, that of the file or that of a job's `trigger`. */
export function readIncludeItems(
  written: YamlNode | undefined,
  file: PipelineFile,
  files: PipelineFiles,
  root = '',
): Include[] {
  const { document } = file;
  const value = document?.follow(written);
  if (!document || !value) return [];
  const items = isSequence(value) ? value.items.flatMap((item) => flatten(document.follow(item))) : [value];
  return items.flatMap((item) => readItem(item, file, files, root));

  function flatten(item: YamlNode | undefined): YamlNode[] {
    if (isSequence(item) && !item.tag)
      return item.items.flatMap((nested) => flatten(document!.follow(nested)));
    return item ? [item] : [];
  }
}

function readItem(item: YamlNode, file: PipelineFile, files: PipelineFiles, root: string): Include[] {
  const rules = file.document?.valueOf(item, 'rules');
  const inputs = file.document?.valueOf(item, 'inputs');
  const base = { node: item, from: file.path, isConditional: rules !== undefined, rules, inputs, root };
  const unknown = (kind: IncludeKind, target?: ScalarNode): Include => ({
    ...base,
    kind,
    target,
    ...(target && FILE_KINDS.has(kind) ? resolveElsewhere(target.value) : UNKNOWN),
  });
  if (item.kind === 'scalar') {
    if (/^https?:\/\//i.test(item.value)) return [unknown('remote', item)];
    return [{ ...base, kind: 'local', target: item, ...resolveLocal(item.value, root, files) }];
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
        ? { ...base, kind: 'local', target, ...resolveLocal(target.value, root, files) }
        : unknown('local'),
    ];
  }
  if (pairOf(item, 'project')) {
    const folder = projectRoot(scalar('project')?.value ?? '', scalar('ref')?.value, files);
    const named = file.document?.valueOf(item, 'file');
    const targets = isSequence(named) ? named.items : named ? [named] : [];
    return targets.map((target) => {
      if (target.kind !== 'scalar' || folder === undefined)
        return unknown('project', target.kind === 'scalar' ? target : undefined);
      const found = resolveLocal(target.value, folder, files);
      return { ...base, kind: 'project' as const, target, root: folder, ...found };
    });
  }
  const component = scalar('component');
  if (component) {
    const found = resolveComponent(component.value, files);
    return [
      found ? { ...base, kind: 'component', target: component, ...found } : unknown('component', component),
    ];
  }
  for (const kind of ['remote', 'template', 'component'] as const)
    if (pairOf(item, kind)) return [unknown(kind, scalar(kind))];
  return [unknown('unknown')];
}

interface Resolution {
  readonly paths: readonly string[];
  readonly status: Include['status'];
  readonly refused: readonly RefusedFile[];
}

const UNKNOWN: Resolution = { paths: [], status: 'unknown', refused: [] };

/** Those of which the target is the path or the address of a file. */
const FILE_KINDS: ReadonlySet<IncludeKind> = new Set(['local', 'project', 'remote']);

/** A file that is not here: all that can be known is its name. */
function resolveElsewhere(written: string): Resolution {
  if (written.includes('$') || written.includes('*') || hasYamlExtension(written)) return UNKNOWN;
  return { paths: [], status: 'refused', refused: [{ path: written, fault: 'extension' }] };
}

const OWN_PROJECT = /^\$(?:CI_PROJECT_PATH|\{CI_PROJECT_PATH\})$/;
const OWN_COMMIT = /^\$\{?CI_COMMIT_(?:SHA|SHORT_SHA|REF_NAME|BRANCH|TAG)\}?$/;

/** The folder that stands for a project at a ref, by the mapping in `.pipewright.yml`; '' for the one that runs. */
function projectRoot(project: string, ref: string | undefined, files: PipelineFiles): string | undefined {
  if (OWN_PROJECT.test(project)) return ref === undefined || OWN_COMMIT.test(ref) ? '' : undefined;
  const atRef = ref === undefined ? undefined : files.projectFolder?.(`${project}@${ref}`);
  const folder = atRef ?? files.projectFolder?.(project);
  return folder === undefined ? undefined : resolvePath('', folder);
}

/** `host/group/project/name@version`: `templates/name.yml` or `templates/name/template.yml` of the project. */
function resolveComponent(
  written: string,
  files: PipelineFiles,
): (Resolution & { root: string }) | undefined {
  const parts = /^[^/]+\/(.+)\/([^/@$]+)@([^@]+)$/.exec(written);
  if (!parts) return undefined;
  const [, project = '', name = '', version] = parts;
  const folder = projectRoot(project, version, files);
  if (folder === undefined) return undefined;
  for (const file of [`templates/${name}.yml`, `templates/${name}/template.yml`]) {
    const path = resolvePath(folder, file);
    if (path !== undefined && files.exists(path) === true && files.yaml(path))
      return { ...resolveFiles([path], files), root: folder };
  }
  return undefined;
}

/** A path counts from the root of its repository. */
function resolveLocal(written: string, root: string, files: PipelineFiles): Resolution {
  const elsewhere = resolveElsewhere(written);
  if (elsewhere.status === 'refused' || written.includes('$')) return elsewhere;
  const path = resolvePath(root, root === '' ? written : written.replace(/^\/+/, ''));
  if (path === undefined || path === '') return { paths: [], status: 'missing', refused: [] };
  if (path.includes('*')) {
    const matches = includeMatcher(path);
    return resolveFiles([...files.paths()].filter((it) => /\.ya?ml$/i.test(it) && matches(it)).sort(), files);
  }
  const exists = files.exists(path);
  if (exists === false) return { paths: [], status: 'missing', refused: [] };
  return resolveFiles(exists === true ? [path] : [], files);
}

function resolveFiles(paths: readonly string[], files: PipelineFiles): Resolution {
  const refused = paths.flatMap((path): RefusedFile[] => {
    const fault = contentFault(path, files);
    return fault ? [{ path, fault }] : [];
  });
  const read = paths.filter((path) => files.yaml(path));
  const isKnown = read.length === paths.length && read.length > 0;
  return { paths: read, status: refused.length > 0 ? 'refused' : isKnown ? 'resolved' : 'unknown', refused };
}
