/** The values of GitLab Runner that lie in the project. Loaded late: it brings a parser for TOML. */
import { isRunnerValuesPath, readRunnerValues, type RunnerValues } from '../gitlab/runner-values.ts';
import type { Snapshot } from './snapshot.ts';

export function runnerValuesOf(snapshot: Snapshot): readonly RunnerValues[] {
  return snapshot.derive(runnerValuesOf, (it) =>
    it.pathsWhere(isRunnerValuesPath).flatMap((path) => {
      if (it.isIgnored(path)) return [];
      const file = it.yaml(path);
      const values = file && readRunnerValues(path, file);
      return values ? [values] : [];
    }),
  );
}
