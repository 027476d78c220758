/** One file of a pipeline: its header, its global keywords and its jobs, as written. */
import { isMap, keyOf, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import type { ParsedSegment } from '../yaml/parse-segment.ts';
import type { YamlDocument, YamlFile } from '../yaml/yaml-file.ts';

/** Keywords that stand at the root and are no jobs. */
export const GLOBAL_KEYWORDS: ReadonlySet<string> = new Set([
  'default',
  'include',
  'stages',
  'types',
  'variables',
  'workflow',
  'image',
  'services',
  'cache',
  'before_script',
  'after_script',
]);

/** A top-level entry. The same object as long as its text is the same. */
export interface RootEntry {
  readonly name: string;
  readonly key: ScalarNode;
  readonly value: YamlNode | undefined;
  readonly parsed: ParsedSegment;
}

/** A job as one file writes it. */
export interface JobEntry extends RootEntry {
  /** Its name starts with a dot: never run, there to be extended. */
  readonly isHidden: boolean;
}

export interface PipelineFile {
  readonly path: string;
  readonly yaml: YamlFile;
  /** The document before `---` that declares the inputs. */
  readonly header: YamlDocument | undefined;
  readonly document: YamlDocument | undefined;
  readonly globals: ReadonlyMap<string, RootEntry>;
  /** In the order of the text; of several with one name the last, as YAML readers take it. */
  readonly jobs: ReadonlyMap<string, JobEntry>;
  /** Puts inputs into what is reached by an alias; absent where the file is taken as it is written. */
  readonly interpolate?: (node: YamlNode) => YamlNode;
}

const files = new WeakMap<YamlFile, PipelineFile>();
const entries = new WeakMap<ParsedSegment, readonly RootEntry[]>();

export function readPipelineFile(yaml: YamlFile): PipelineFile {
  const known = files.get(yaml);
  if (known) return known;
  const [first, second] = yaml.documents;
  const header = first && isHeader(first) ? first : undefined;
  const document = header ? second : first;
  const globals = new Map<string, RootEntry>();
  const jobs = new Map<string, JobEntry>();
  for (const parsed of document?.entries ?? []) {
    for (const entry of entriesOf(parsed)) {
      if (GLOBAL_KEYWORDS.has(entry.name)) globals.set(entry.name, entry);
      else jobs.set(entry.name, entry as JobEntry);
    }
  }
  const file = { path: yaml.source.path, yaml, header, document, globals, jobs };
  files.set(yaml, file);
  return file;
}

function isHeader(document: YamlDocument): boolean {
  let hasKeys = false;
  for (const { root } of document.entries)
    for (const pair of isMap(root) ? root.pairs : []) {
      if (keyOf(pair) !== 'spec') return false;
      hasKeys = true;
    }
  return hasKeys;
}

function entriesOf(parsed: ParsedSegment): readonly RootEntry[] {
  let known = entries.get(parsed);
  if (!known) {
    const pairs = isMap(parsed.root) ? parsed.root.pairs : [];
    known = pairs.flatMap(({ key, value }) =>
      key.kind === 'scalar' && key.value !== '<<'
        ? [{ name: key.value, key, value, parsed, isHidden: key.value.startsWith('.') }]
        : [],
    );
    entries.set(parsed, known);
  }
  return known;
}

/**
 * Whether a file is one of GitLab's by its path: `.gitlab-ci.yml`, `*.gitlab-ci.yml`, `gitlab-ci.yml`, and YAML
 * below a folder such as `.gitlab/`, `.gitlab-ci/`, `gitlab-ci/` or `ci/` that reads like a pipeline.
 */
export function looksLikePipeline(path: string, yaml: () => YamlFile | undefined): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (!/\.ya?ml$/.test(name)) return false;
  if (name === '.gitlab-ci.yml') return true;
  if (/(?:^|[._-])gitlab-ci\.ya?ml$/.test(name)) return !isManifest(yaml());
  if (!/(?:^|\/)\.?gitlab(?:-ci)?\//.test(path)) return false;
  const file = yaml();
  return file !== undefined && readsLikePipeline(file);
}

/** A manifest may be called after what it is for: the service account of GitLab's runner, for instance. */
function isManifest(yaml: YamlFile | undefined): boolean {
  return (
    yaml?.documents.some(
      (document) => document.pairOf(document.root, 'apiVersion') && document.pairOf(document.root, 'kind'),
    ) === true
  );
}

const JOB_KEYWORDS: ReadonlySet<string> = new Set([
  'script',
  'stage',
  'trigger',
  'extends',
  'needs',
  'rules',
  'before_script',
  'only',
  'artifacts',
]);

/** Whether a file's content is that of a pipeline: it has jobs, or `stages`, or `include` beside nothing foreign. */
export function readsLikePipeline(yaml: YamlFile): boolean {
  const file = readPipelineFile(yaml);
  if (isManifest(yaml)) return false;
  if (file.header || file.globals.has('stages')) return true;
  const isJob = (entry: JobEntry) => {
    const value = file.document?.follow(entry.value);
    return isMap(value) && value.pairs.some((pair) => JOB_KEYWORDS.has(keyOf(pair) ?? ''));
  };
  return [...file.jobs.values()].some(isJob) || (file.globals.has('include') && file.jobs.size === 0);
}
