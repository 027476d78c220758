/** All rules over projects on disk, for the commands that need findings. */
import type { Project } from '../project/project.ts';
import { RuleEngine, type RuleFailure } from '../rules/engine.ts';
import type { LocatedFinding } from '../rules/located-findings.ts';
import { loadAllRules } from '../rules/load.ts';
import { UsageError } from './command.ts';
import { SEVERITIES, type ReportedSeverity } from './report.ts';

export class Linter {
  readonly #engine: RuleEngine;
  /** Rules that threw: their findings are missing. */
  readonly failures: RuleFailure[] = [];

  private constructor(rules: ConstructorParameters<typeof RuleEngine>[0]) {
    this.#engine = new RuleEngine(rules, (failure) => this.failures.push(failure));
  }

  static async load(): Promise<Linter> {
    return new Linter(await loadAllRules());
  }

  /** The names of the rules that there are. */
  get ruleIds(): readonly string[] {
    return this.#engine.rules.map(({ id }) => id);
  }

  /** A project's findings by path, once all files that the rules ask for have been read. */
  async lint(project: Project): Promise<Map<string, readonly LocatedFinding[]>> {
    let findings: Map<string, readonly LocatedFinding[]>;
    do {
      await project.settle();
      findings = this.#engine.lint(project.snapshot());
    } while (project.isUnsettled);
    return findings;
  }
}

export function printFailures(failures: readonly RuleFailure[]): void {
  for (const { rule, error } of failures) {
    process.stderr.write(
      `pipewright: ${rule} failed, its findings are missing\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
  }
}

/** @throws UsageError for a word that is no severity */
export function readFailOn(word: string): ReportedSeverity {
  const severity = SEVERITIES.find((it) => it === word);
  if (!severity) throw new UsageError(`--fail-on takes ${SEVERITIES.join(', ')}, not '${word}'.`);
  return severity;
}
