/** One folder of the project, asked for its files by names relative to it. */
import type { Segment } from '../../text/span.ts';
import type { SourceText } from '../../text/source-text.ts';
import type { Fact, Source } from './fact.ts';

/** What detection needs of a project; a snapshot is one. A text that is not read yet is undefined, and is noted to be read. */
export interface ProjectFiles {
  paths(): ReadonlySet<string>;
  text(path: string): SourceText | undefined;
  segment(path: string): Segment | undefined;
}

export interface Match {
  readonly groups: RegExpExecArray;
  readonly from: Source;
}

/** Folders whose files say nothing about how the application runs. */
const BESIDE_THE_APPLICATION =
  /^(?:tests?|__tests__|spec|e2e|docs?|examples?|samples?|vendor|dist|build|target|out|bin|obj|coverage|static|assets|public)\/|(?:^|\/)(?:src\/test|fixtures|node_modules|__tests__|migrations|\.[^/]+)\//;

/** Files that test the application. */
const TEST_FILE = /(?:^|\/)(?:tests?\.py|conftest\.py|test_[^/]*\.py|[^/]*[_.-](?:test|spec|tests)\.\w+)$/i;

/** How many source files are read to look for ports and paths. */
const MAXIMUM_SOURCES = 80;

export class Folder {
  /** Relative to the project's root; '' for the root itself. */
  readonly path: string;
  readonly #files: ProjectFiles;
  readonly #prefix: string;
  #names: readonly string[] | undefined;

  constructor(files: ProjectFiles, path: string) {
    this.path = path;
    this.#files = files;
    this.#prefix = path === '' ? '' : `${path}/`;
  }

  /** Every file in it and below, relative to it, shallow ones first. */
  get names(): readonly string[] {
    return (this.#names ??= [...this.#files.paths()]
      .filter((path) => path.startsWith(this.#prefix))
      .map((path) => path.slice(this.#prefix.length))
      .sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1)));
  }

  pathOf(name: string): string {
    return this.#prefix + name;
  }

  has(name: string): boolean {
    return this.#files.paths().has(this.#prefix + name);
  }

  /** The first of several names that exists. */
  first(...names: readonly string[]): string | undefined {
    return names.find((name) => this.has(name));
  }

  text(name: string): string | undefined {
    return this.#files.text(this.#prefix + name)?.text;
  }

  segment(name: string): Segment | undefined {
    return this.#files.segment(this.#prefix + name);
  }

  /** The first match in a file. */
  find(name: string | undefined, expression: RegExp): Match | undefined {
    const source = name === undefined ? undefined : this.#files.text(this.#prefix + name);
    const groups = source && expression.exec(source.text);
    return groups
      ? { groups, from: { path: source.path, line: source.lineAt(groups.index) + 1 } }
      : undefined;
  }

  /** Every match in a file of an expression with the flag `g`. */
  findAll(name: string | undefined, expression: RegExp): readonly Match[] {
    const source = name === undefined ? undefined : this.#files.text(this.#prefix + name);
    if (!source) return [];
    return [...source.text.matchAll(expression)].map((groups) => ({
      groups,
      from: { path: source.path, line: source.lineAt(groups.index) + 1 },
    }));
  }

  /** The first group of the first match, as a fact. */
  fact(name: string | undefined, expression: RegExp): Fact | undefined {
    const match = this.find(name, expression);
    const value = match?.groups[1];
    return match && value !== undefined ? { value, from: match.from } : undefined;
  }

  /** The fact that a file is there. */
  presence<Value>(name: string, value: Value): Fact<Value> {
    return { value, from: { path: this.pathOf(name) } };
  }

  /** The application's own source files, shallow ones first. */
  sources(extension: RegExp): readonly string[] {
    return this.names
      .filter((name) => extension.test(name) && !BESIDE_THE_APPLICATION.test(name) && !TEST_FILE.test(name))
      .slice(0, MAXIMUM_SOURCES);
  }

  /** The first match in any of the files. */
  findIn(names: readonly string[], expression: RegExp): (Match & { readonly name: string }) | undefined {
    for (const name of names) {
      const match = this.find(name, expression);
      if (match) return { ...match, name };
    }
    return undefined;
  }

  /** Whether any file of this name is in it or below. */
  anyNamed(expression: RegExp): string | undefined {
    return this.names.find(
      (name) => expression.test(name) && !/(?:^|\/)(?:node_modules|vendor)\//.test(name),
    );
  }
}

function depthOf(name: string): number {
  return name.split('/').length;
}

/** A JSON object; undefined where the text is none. */
export function readJson(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A member of a JSON object that is an object itself; empty where it is not. */
export function objectIn(
  object: Readonly<Record<string, unknown>> | undefined,
  key: string,
): Readonly<Record<string, unknown>> {
  const value = object && Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A name that Kubernetes takes for anything: a DNS label. */
export function dnsLabel(text: string): string {
  const label = text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mark}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '');
  if (label === '') return 'app';
  return /^[a-z]/.test(label) ? label : `app-${label}`;
}
