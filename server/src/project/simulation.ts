/** Simulations of a snapshot's pipelines. Loaded late, with RE2. */
import { childPaths } from '../gitlab/child-pipelines.ts';
import type { PipelineEvent } from '../gitlab/event.ts';
import type { VariableValue } from '../gitlab/evaluate-expression.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { simulate, type Simulation } from '../gitlab/simulate.ts';
import { usualEvents } from '../gitlab/usual-events.ts';
import type { Snapshot } from './snapshot.ts';

export interface UsualSimulation extends Simulation {
  /** Continues "In a pipeline for …". */
  readonly words: string;
  /** Its name in a list: `default branch`, `tags`. */
  readonly label: string;
}

/** The pipeline as an event would make it. */
export function simulationOf(snapshot: Snapshot, pipeline: Pipeline, event: PipelineEvent): Simulation {
  return simulate(pipeline, event, { files: snapshot, setting: (name) => settingOf(snapshot, name) });
}

/**
 * The project's own pipeline for each of the usual events; once for a snapshot. None for child pipelines and for files in
 * folders: what starts them decides for which events they run, and GitLab tells them another source.
 */
export function usualSimulations(snapshot: Snapshot, pipeline: Pipeline): readonly UsualSimulation[] {
  if (pipeline.path.includes('/') || childrenOf(snapshot).has(pipeline.path)) return [];
  return snapshot.derive(pipeline, () =>
    usualEvents(pipeline).map(({ event, words, label }) => ({
      ...simulationOf(snapshot, pipeline, event),
      words,
      label,
    })),
  );
}

function childrenOf(snapshot: Snapshot): ReadonlySet<string> {
  return snapshot.derive(
    childrenOf,
    (it) => new Set(it.pipelines.flatMap((pipeline) => childPaths(pipeline, it))),
  );
}

/** Settings may define any name, unless `.pipewright.yml` tells of all; a value there is only an example. */
function settingOf(snapshot: Snapshot, name: string): VariableValue {
  const declared = snapshot.configuration.variables;
  return declared && !declared.has(name) ? null : undefined;
}
