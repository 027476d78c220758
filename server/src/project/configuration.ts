/** What `.pipewright.yml` and the editor's settings say, as facts with their places. */
import type { EnvsubstFlavour } from '../envsubst/flavour.ts';
import type { Span } from '../text/span.ts';
import { isMap, isSequence, keyOf, type ScalarNode, type YamlNode } from '../yaml/node.ts';
import { scalarValue } from '../yaml/plain-value.ts';
import type { YamlDocument, YamlFile } from '../yaml/yaml-file.ts';

export const CONFIGURATION_FILE = '.pipewright.yml';

export type Severity = 'error' | 'warning' | 'info' | 'hint';
export type RuleLevel = Severity | 'off';

const LEVELS: ReadonlySet<string> = new Set(['error', 'warning', 'info', 'hint', 'off']);

/** A variable of the project's settings in GitLab. */
export interface ProjectVariable {
  readonly name: string;
  readonly key: YamlNode;
  readonly type: 'variable' | 'file';
  readonly masked: boolean;
  readonly protected: boolean;
  readonly value: ScalarNode | undefined;
  readonly description: string | undefined;
  readonly environments: readonly string[];
}

export interface Registry {
  readonly host: string;
  readonly private: boolean;
  readonly at: Span;
}

export interface RuleOverride {
  readonly paths: readonly string[];
  readonly rules: ReadonlyMap<string, RuleLevel>;
}

export interface Configuration {
  /** Rule ids, or `family/*`, to the level that they get. */
  readonly rules: ReadonlyMap<string, RuleLevel>;
  readonly overrides: readonly RuleOverride[];
  /** Undefined where the file says nothing about variables: then the project's settings may define any. */
  readonly variables: ReadonlyMap<string, ProjectVariable> | undefined;
  /** Such as `1.31`. */
  readonly clusterVersion: string | undefined;
  readonly registries: readonly Registry[];
  readonly envsubstFlavour: EnvsubstFlavour;
  /** Image patterns (`*` for anything) to the tools that these images are known to have. */
  readonly imageTools: ReadonlyMap<string, ReadonlySet<string>>;
  /** Project paths of `include:project` to folders of the workspace. */
  readonly projects: ReadonlyMap<string, string>;
  /** Globs of paths that are not looked at. */
  readonly ignore: readonly string[];
}

/** Settings that an editor or a command line adds; they win over the file's. */
export interface Settings {
  readonly rules?: Readonly<Record<string, string>>;
  readonly envsubstFlavour?: string;
  /** Files that somebody asked about by name: they are pipelines if they read like one, whatever they are called. */
  readonly namedFiles?: readonly string[];
  /** The project is one of several below a folder: what looks like its pipeline may be a template. */
  readonly isNested?: boolean;
}

/** Reads the configuration; what is wrong in it is left out here and reported by its schema. Never throws. */
export function readConfiguration(file: YamlFile | undefined, settings: Settings = {}): Configuration {
  const document = file?.documents[0];
  const get = (...path: string[]) =>
    path.reduce<YamlNode | undefined>((node, key) => document?.valueOf(node, key), document?.root);
  const rules = new Map(levels(document, get('rules')));
  for (const [rule, level] of Object.entries(settings.rules ?? {}))
    if (isLevel(level)) rules.set(rule, level);
  const flavour = settings.envsubstFlavour ?? text(get('envsubst', 'flavour'));
  return {
    rules,
    overrides: items(document, get('overrides')).map((item) => ({
      paths: texts(document, document?.valueOf(item, 'paths')),
      rules: levels(document, document?.valueOf(item, 'rules')),
    })),
    variables: readVariables(document, get('variables')),
    clusterVersion: text(get('cluster', 'version')),
    registries: items(document, get('registries')).flatMap((item) => readRegistry(document, item)),
    envsubstFlavour: flavour === 'a8m' ? 'a8m' : 'gnu',
    imageTools: new Map(
      entries(document, get('images')).map(([image, , value]) => [
        image,
        new Set(texts(document, document?.valueOf(value, 'tools'))),
      ]),
    ),
    projects: new Map(
      entries(document, get('projects')).flatMap(([name, , value]) =>
        text(value) === undefined ? [] : [[name, text(value)!] as const],
      ),
    ),
    ignore: texts(document, get('ignore')),
  };
}

/** The level that a rule has for a path, `fallback` where nothing is said: overrides first, then rules, by id, then by family. */
export function levelOf(
  configuration: Configuration,
  rule: string,
  fallback: Severity,
  matches: (glob: string) => boolean,
): RuleLevel {
  const family = `${rule.slice(0, rule.indexOf('/'))}/*`;
  let level =
    configuration.rules.get(rule) ??
    configuration.rules.get(family) ??
    configuration.rules.get('*') ??
    fallback;
  for (const override of configuration.overrides) {
    if (!override.paths.some(matches)) continue;
    level = override.rules.get(rule) ?? override.rules.get(family) ?? override.rules.get('*') ?? level;
  }
  return level;
}

function isLevel(level: unknown): level is RuleLevel {
  return typeof level === 'string' && LEVELS.has(level);
}

function levels(document: YamlDocument | undefined, node: YamlNode | undefined): Map<string, RuleLevel> {
  const result = new Map<string, RuleLevel>();
  for (const [rule, , value] of entries(document, node)) {
    // `off` without quotes is the boolean false to YAML 1.1; its text is what was meant.
    const level = value?.kind === 'scalar' ? value.value : undefined;
    if (isLevel(level)) result.set(rule, level);
  }
  return result;
}

function readVariables(
  document: YamlDocument | undefined,
  node: YamlNode | undefined,
): Map<string, ProjectVariable> | undefined {
  if (!isMap(node)) return undefined;
  return new Map(
    entries(document, node).map(([name, key, value]) => {
      const is = (field: string) => truth(document?.valueOf(value, field));
      const written = value?.kind === 'scalar' ? value : document?.valueOf(value, 'value');
      const variable: ProjectVariable = {
        name,
        key,
        type: text(document?.valueOf(value, 'type')) === 'file' ? 'file' : 'variable',
        masked: is('masked'),
        protected: is('protected'),
        value: written?.kind === 'scalar' && scalarValue(written).type !== 'null' ? written : undefined,
        description: text(document?.valueOf(value, 'description')),
        environments: texts(document, document?.valueOf(value, 'environments')),
      };
      return [name, variable];
    }),
  );
}

function readRegistry(document: YamlDocument | undefined, node: YamlNode): Registry[] {
  if (node.kind === 'scalar') return [{ host: node.value, private: true, at: node }];
  const host = document?.valueOf(node, 'host');
  if (host?.kind !== 'scalar') return [];
  const isPrivate = document?.valueOf(node, 'private');
  return [{ host: host.value, private: isPrivate === undefined || truth(isPrivate), at: host }];
}

function truth(node: YamlNode | undefined): boolean {
  if (node?.kind !== 'scalar') return false;
  const value = scalarValue(node);
  return value.type === 'boolean' && value.value;
}

function text(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && scalarValue(node).type !== 'null' ? node.value : undefined;
}

function items(document: YamlDocument | undefined, node: YamlNode | undefined): YamlNode[] {
  return isSequence(node) ? node.items.map((item) => document?.follow(item) ?? item) : [];
}

function texts(document: YamlDocument | undefined, node: YamlNode | undefined): string[] {
  if (node?.kind === 'scalar') return text(node) === undefined ? [] : [node.value];
  return items(document, node).flatMap((item) => (text(item) === undefined ? [] : [text(item)!]));
}

function entries(
  document: YamlDocument | undefined,
  node: YamlNode | undefined,
): [name: string, key: YamlNode, value: YamlNode | undefined][] {
  if (!document || !isMap(node)) return [];
  return document.pairsOf(node).flatMap((pair) => {
    const name = keyOf(pair);
    return name === undefined ? [] : [[name, pair.key, document.follow(pair.value)]];
  });
}
