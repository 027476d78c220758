/** An application of the project: what it is written in, how it is built, tested and started. */
import type { RequiredVariable } from './environment/required.ts';
import type { Fact, Source } from './fact.ts';
import type { Migration } from './migration.ts';

export interface TestRecipe {
  readonly image: string;
  /** Shell lines that come before the tests: they install what the tests need. */
  readonly install: readonly string[];
  readonly script: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  /** What is kept between jobs, below the application's folder. */
  readonly cachePaths: readonly string[];
  /** The files whose content names the cache. */
  readonly cacheKeys: readonly string[];
}

/** Values of a template: texts, switches, and lists of texts. */
export type TemplateValue = string | boolean | number | readonly string[];

export interface Recipe {
  /** The template of the Dockerfile; see templates/. */
  readonly template: string;
  readonly values: Readonly<Record<string, TemplateValue>>;
  /** Lines of the .dockerignore that go beyond what every project has. */
  readonly ignored: readonly string[];
  /** Whether the image holds the settings of .env files, which belong to the repository then. */
  readonly readsEnv?: boolean;
  /** Files that the Dockerfile copies and that are to be made where they are missing: template by name. */
  readonly companions: Readonly<Record<string, string>>;
  readonly test?: TestRecipe;
  /** The number of the user that the image runs as. */
  readonly user: number;
  /** Whether the program is known to write nowhere but to /tmp: its user may not. */
  readonly isReadOnly: boolean;
  /** What the program usually takes. */
  readonly size: 'small' | 'medium' | 'large';
  /** Seconds until the program usually answers. */
  readonly startSeconds: number;
}

export interface Application {
  /** Relative to the project's root; '' for the root itself. */
  readonly folder: string;
  /** A DNS label. */
  readonly name: Fact;
  readonly language: Fact;
  readonly version?: Fact;
  readonly packageManager?: Fact;
  readonly lockFile?: Fact;
  readonly framework?: Fact;
  readonly entryPoint?: Fact;
  readonly port: Fact<number>;
  /** The path that answers when the application is well; undefined where none is known: then the port is asked. */
  readonly health: Fact<string | undefined>;
  /** What has to be sent along when the path is asked for. */
  readonly healthHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly tests?: Fact;
  /** What it reads from the environment and cannot start without. */
  readonly environment: readonly RequiredVariable[];
  /** Where it reads the port to listen on from the variable PORT. */
  readonly portVariable?: Source;
  /** What brings its database up to date. */
  readonly migration?: Migration;
  /** Whether it talks to the cluster's own interface. */
  readonly usesCluster: boolean;
  /** What in its files does not fit a cluster, in words. */
  readonly cautions: readonly string[];
  /** The path of its Dockerfile. */
  readonly dockerfile?: Fact;
  /** Undefined for an application that is known by its Dockerfile only. */
  readonly recipe?: Recipe;
}

/** What a stack finds in a folder; the rest is found out for all stacks alike. */
export type FoundApplication = Omit<
  Application,
  | 'folder'
  | 'name'
  | 'dockerfile'
  | 'port'
  | 'health'
  | 'healthHeaders'
  | 'environment'
  | 'cautions'
  | 'usesCluster'
  | 'recipe'
> & {
  /** As the project's own files call it. */
  readonly name?: Fact;
  readonly port?: Fact<number>;
  /** What it listens on when nothing says otherwise. */
  readonly defaultPort: number;
  readonly health?: Fact;
  /** The names that it answers to; undefined where they are not known. Absent where it answers to any name. */
  readonly hosts?: { readonly first: string | undefined };
  /** Whether it sends plain HTTP on to HTTPS, unless a proxy says that HTTPS was asked for. */
  readonly isSecureOnly?: boolean;
  /** Absent where it needs nothing. */
  readonly environment?: readonly RequiredVariable[];
  readonly cautions?: readonly string[];
  /** Where routes and ports are looked for. */
  readonly sources: readonly string[];
  /** Written with the port that was settled on. */
  readonly recipe: (port: number) => Recipe;
};

/** Whether anything tells that it is reached by a port. */
export function mayBeReached({ framework, port, health, dockerfile }: Application): boolean {
  return [framework, port.from, dockerfile, health.value].some((it) => it !== undefined);
}

/** An exec form of a Dockerfile. */
export function execForm(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
