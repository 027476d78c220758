/** The variables that a shell has at one moment: the pipeline's, and those that the script assigned. */
import type { Span } from '../text/span.ts';
import { isSameText, unknown, type PartialText } from './partial-text.ts';

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: PartialText;
  /** `pipeline`: a CI/CD variable. `script`: assigned by the script, perhaps over one. */
  readonly origin: 'pipeline' | 'script';
  /** Whether programs that the shell starts see it. GitLab exports every CI/CD variable. */
  readonly isExported: boolean;
  /**
   * Where it is defined: the assignment, or the key under `variables:`. Absent for predefined ones, and in the facts
   * of jobs for all CI/CD variables: Delivery.variables knows where these stand now.
   */
  readonly at?: Span | undefined;
}

/** The variables at one moment; does not change later. */
export interface Environment {
  /** Undefined for a name that nothing in the files defines. */
  variable(name: string): EnvironmentVariable | undefined;
  /** The variables that the script assigned so far. */
  readonly assigned: readonly EnvironmentVariable[];
  /** Whether names may be set that are not known: from an env file, a sourced output, a dotenv report. */
  readonly hasUnknownAdditions: boolean;
}

/** The pipeline's variables as a job's shell finds them. */
export interface PipelineVariables {
  variable(name: string): EnvironmentVariable | undefined;
  readonly hasUnknownAdditions: boolean;
}

/** What the shell itself knows of a name: an assignment, that it is unset, or nothing. */
export interface SavedVariable {
  readonly isOwn: boolean;
  readonly variable: EnvironmentVariable | undefined;
}

export class ShellVariables {
  readonly #pipeline: PipelineVariables;
  #own: Map<string, EnvironmentVariable | undefined>;
  #isShared = false;
  #hasUnknownAdditions: boolean;
  /** `set -a`: every assignment exports. */
  exportsAll = false;
  /** `$1` and on; undefined where they are not known. */
  positional: readonly PartialText[] | undefined = undefined;

  constructor(
    pipeline: PipelineVariables,
    own?: Map<string, EnvironmentVariable | undefined>,
    additions?: boolean,
  ) {
    this.#pipeline = pipeline;
    this.#own = own ?? new Map();
    this.#hasUnknownAdditions = additions ?? pipeline.hasUnknownAdditions;
  }

  get(name: string): EnvironmentVariable | undefined {
    return this.#own.has(name) ? this.#own.get(name) : this.#pipeline.variable(name);
  }

  isUnset(name: string): boolean {
    return this.#own.has(name) && this.#own.get(name) === undefined;
  }

  /** What `$name` stands for. */
  valueOf(name: string): PartialText {
    return this.get(name)?.value ?? (this.isUnset(name) ? [] : unknown(name));
  }

  assign(name: string, value: PartialText, at: Span, exports = false): void {
    const isExported = exports || this.exportsAll || this.get(name)?.isExported === true;
    this.#change().set(name, { name, value, origin: 'script', isExported, at });
  }

  /** Exports a name that is, or is not yet, assigned. */
  export(name: string, at: Span): void {
    const before = this.get(name);
    if (before?.isExported) return;
    const value = before?.value ?? unknown(name);
    this.#change().set(name, { ...(before ?? { name, origin: 'script', at }), value, isExported: true });
  }

  /** What a name stands for now, to be put back by `restore`. */
  saved(name: string): SavedVariable {
    return { isOwn: this.#own.has(name), variable: this.#own.get(name) };
  }

  restore(name: string, { isOwn, variable }: SavedVariable): void {
    if (isOwn) this.#change().set(name, variable);
    else this.#change().delete(name);
  }

  unexport(name: string): void {
    const before = this.get(name);
    if (before) this.#change().set(name, { ...before, isExported: false });
  }

  unset(name: string): void {
    this.#change().set(name, undefined);
  }

  /** Names that are not known become set: `export $(cat .env)`. */
  addUnknown(): void {
    this.#hasUnknownAdditions = true;
  }

  /** A subshell's variables: all of them, and changes stay inside. */
  fork(): ShellVariables {
    this.#isShared = true;
    const copy = new ShellVariables(this.#pipeline, this.#own, this.#hasUnknownAdditions);
    copy.#isShared = true;
    copy.exportsAll = this.exportsAll;
    copy.positional = this.positional;
    return copy;
  }

  /** The variables of a program that this shell starts: the exported ones. */
  forProgram(): ShellVariables {
    const exported = [...this.#own].filter(([, variable]) => !variable || variable.isExported);
    return new ShellVariables(this.#pipeline, new Map(exported), this.#hasUnknownAdditions);
  }

  /** Takes over what either branch may have done; where they differ the value is unknown. */
  mergeFrom(branches: readonly ShellVariables[]): void {
    const names = new Set(branches.flatMap((branch) => [...branch.#own.keys()]));
    for (const name of names) {
      const outcomes = branches.map((branch) => branch.get(name));
      const first = outcomes[0];
      if (outcomes.every((outcome) => outcome === first)) {
        if (first !== this.get(name) || !first) this.#change().set(name, first);
        continue;
      }
      const set = outcomes.filter((outcome) => outcome !== undefined);
      const isSame =
        set.length === outcomes.length && set.every((it) => isSameText(it.value, set[0]!.value) === true);
      const latest = set.at(-1)!;
      this.#change().set(name, {
        ...latest,
        value: isSame ? latest.value : unknown(undefined, latest.at),
        isExported: set.some((it) => it.isExported),
      });
    }
    if (branches.some((branch) => branch.#hasUnknownAdditions)) this.#hasUnknownAdditions = true;
    this.exportsAll = branches.every((branch) => branch.exportsAll);
  }

  /** The variables as they are now. */
  environment(): Environment {
    const own = this.#own;
    this.#isShared = true;
    const pipeline = this.#pipeline;
    return {
      variable: (name) => (own.has(name) ? own.get(name) : pipeline.variable(name)),
      get assigned() {
        return [...own.values()].filter((variable) => variable !== undefined);
      },
      hasUnknownAdditions: this.#hasUnknownAdditions,
    };
  }

  #change(): Map<string, EnvironmentVariable | undefined> {
    if (this.#isShared) {
      this.#own = new Map(this.#own);
      this.#isShared = false;
    }
    return this.#own;
  }
}
