/**
 * Helm values of GitLab Runner: https://docs.gitlab.com/runner/install/kubernetes_helm_chart_configuration/
 * The runner's own settings are TOML inside of them, under `runners.config`.
 */
import { parse, TomlError } from 'smol-toml';
import { baseName, folderOf } from '../text/path.ts';
import type { Span } from '../text/span.ts';
import { isMap, isScalar, isSequence, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { scalarValue } from '../yaml/plain-value.ts';
import { spanInScalar } from '../yaml/scalar-map.ts';
import type { YamlDocument, YamlFile } from '../yaml/yaml-file.ts';
import { tomlSections, type TomlSection } from './toml-places.ts';

export interface RunnerValues {
  readonly path: string;
  /** `runners.config`; undefined where the chart's own default is used. */
  readonly config: RunnerConfig | undefined;
  /** `runners.tags`; undefined where the values name none: then GitLab's settings do. */
  readonly tags: ReadonlySet<string> | undefined;
  /** `runners.privileged` of charts before 1.0. */
  readonly oldPrivileged: boolean | undefined;
  /** Limits of charts before 1.0: `runners.builds.cpuLimit` and the like. */
  readonly hasOldLimits: boolean;
}

export interface RunnerConfig {
  /** The scalar that holds the TOML. */
  readonly node: ScalarNode;
  /** Why it cannot be parsed. */
  readonly problem: { readonly message: string; readonly at: Span } | undefined;
  /** The `[[runners]]`; none where it does not parse. */
  readonly runners: readonly Runner[];
}

export interface Runner {
  readonly name: string | undefined;
  /** `kubernetes` where it is not said. */
  readonly executor: string;
  /** The values under `[runners.kubernetes]`. */
  readonly kubernetes: Readonly<Record<string, unknown>>;
  /** The line `[runners.kubernetes]`; undefined where it has another form. */
  readonly section: TomlSection | undefined;
  /** Where to point for the runner as a whole. */
  readonly at: Span;
}

/** Whether a file is one of the runner's values, by its path. */
export function isRunnerValuesPath(path: string): boolean {
  const name = baseName(path);
  if (!/\.ya?ml$/i.test(name) || !/values/i.test(name)) return false;
  return /runner/i.test(name) || /(?:^|[/_-])(?:gitlab-)?runners?$/i.test(folderOf(path));
}

const kept = new WeakMap<YamlFile, { readonly values: RunnerValues | undefined }>();

/** Reads a file of values; undefined for one that says nothing about runners. Never throws. */
export function readRunnerValues(path: string, file: YamlFile): RunnerValues | undefined {
  let known = kept.get(file);
  if (!known) kept.set(file, (known = { values: read(path, file) }));
  return known.values;
}

function read(path: string, file: YamlFile): RunnerValues | undefined {
  const [document] = file.documents;
  // As values of its own chart, or of one that has it as a part.
  const root = document?.valueOf(document.root, 'gitlab-runner') ?? document?.root;
  const runners = document?.valueOf(root, 'runners');
  if (!document || !isMap(runners)) return undefined;
  const config = document.valueOf(runners, 'config');
  const privileged = document.valueOf(runners, 'privileged');
  return {
    path,
    config: isScalar(config) && config.value.trim() !== '' ? readConfig(config) : undefined,
    tags: readTags(document, document.valueOf(runners, 'tags')),
    oldPrivileged: isScalar(privileged) ? privileged.value === 'true' : undefined,
    hasOldLimits: ['builds', 'services', 'helpers'].some((key) => isMap(document.valueOf(runners, key))),
  };
}

function readTags(document: YamlDocument, node: YamlNode | undefined): ReadonlySet<string> | undefined {
  const texts = isSequence(node) ? node.items.map((item) => document.follow(item)) : [node];
  const tags = texts.flatMap((text) =>
    isScalar(text) && scalarValue(text).type !== 'null' ? text.value.split(',').map((it) => it.trim()) : [],
  );
  const named = tags.filter((tag) => tag !== '');
  return named.length === 0 || named.some((tag) => /[{$]/.test(tag)) ? undefined : new Set(named);
}

function readConfig(node: ScalarNode): RunnerConfig {
  const { value } = node;
  // Helm renders it before the runner reads it. Of the same length, so that places stay.
  const text = value.replace(/\{\{.*?\}\}/gs, (template) => template.replace(/[^\n]/g, 'x'));
  try {
    const sections = tomlSections(text);
    return { node, problem: undefined, runners: readRunners(node, parse(text), sections) };
  } catch (error) {
    // Outside of quotes a template may become anything.
    const isOpen = text !== value && /^[ \t]*\{\{/m.test(value);
    const problem = error instanceof TomlError && !isOpen ? toProblem(node, text, error) : undefined;
    return { node, problem, runners: [] };
  }
}

function toProblem(node: ScalarNode, text: string, error: TomlError): RunnerConfig['problem'] {
  const lines = text.split('\n');
  const before = lines.slice(0, error.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  const line = (lines[error.line - 1] ?? '').trimEnd();
  const column = Math.max(0, Math.min(error.column - 1, line.length));
  const first = line.search(/\S|$/);
  // At the end of a line, or in its blanks, the line is what is meant.
  const start = before + (column >= line.length ? first : column);
  const end = before + Math.max(line.length, column);
  const [message] = error.message.split('\n');
  return {
    message: message!.replace(/^Invalid TOML document:\s*/i, '').replace(/\.$/, ''),
    at: spanInScalar(node, Math.min(start, text.length), Math.min(Math.max(end, start), text.length)),
  };
}

function readRunners(
  node: ScalarNode,
  data: Readonly<Record<string, unknown>>,
  sections: readonly TomlSection[],
): readonly Runner[] {
  const list = Array.isArray(data['runners']) ? (data['runners'] as unknown[]) : [];
  return list.flatMap((item, index): Runner[] => {
    if (!isTable(item)) return [];
    const kubernetes = item['kubernetes'];
    const own = sections.filter(({ runner }) => runner === index);
    const section = own.find(({ name }) => name === 'runners.kubernetes');
    const at = section ?? own.find(({ name }) => name === 'runners');
    return [
      {
        name: typeof item['name'] === 'string' ? item['name'] : undefined,
        executor: typeof item['executor'] === 'string' ? item['executor'] : 'kubernetes',
        kubernetes: isTable(kubernetes) ? kubernetes : {},
        section,
        at: at ? spanInScalar(node, at.header.start, at.header.end) : node,
      },
    ];
  });
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
