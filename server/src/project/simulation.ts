/** Simulations of a snapshot's pipelines. Loaded late, with RE2. */
import type { PipelineEvent } from '../gitlab/event.ts';
import type { VariableValue } from '../gitlab/evaluate-expression.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { simulate, type Simulation } from '../gitlab/simulate.ts';
import { usualEvents } from '../gitlab/usual-events.ts';
import type { Snapshot } from './snapshot.ts';

export interface UsualSimulation extends Simulation {
  /** Continues "In a pipeline for …". */
  readonly words: string;
}

/** The pipeline as an event would make it. */
export function simulationOf(snapshot: Snapshot, pipeline: Pipeline, event: PipelineEvent): Simulation {
  return simulate(pipeline, event, { files: snapshot, setting: (name) => settingOf(snapshot, name) });
}

/** The pipeline for each of the usual events; once for a snapshot. */
export function usualSimulations(snapshot: Snapshot, pipeline: Pipeline): readonly UsualSimulation[] {
  return snapshot.derive(pipeline, () =>
    usualEvents(pipeline).map(({ event, words }) => ({ ...simulationOf(snapshot, pipeline, event), words })),
  );
}

/** Settings may define any name, unless `.pipewright.yml` tells of all; a value there is only an example. */
function settingOf(snapshot: Snapshot, name: string): VariableValue {
  const declared = snapshot.configuration.variables;
  return declared && !declared.has(name) ? null : undefined;
}
