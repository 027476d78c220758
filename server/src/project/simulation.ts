/** Simulations of a snapshot's pipelines. Loaded late, with RE2. */
import { forwardedVariables, startedBy } from '../gitlab/child-pipelines.ts';
import type { PipelineEvent } from '../gitlab/event.ts';
import type { VariableValue } from '../gitlab/evaluate-expression.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import { simulate, type Simulation } from '../gitlab/simulate.ts';
import { SimulationMemory } from '../gitlab/simulation-memory.ts';
import { eventsOfOtherFiles, usualEvents, type UsualEvent } from '../gitlab/usual-events.ts';
import type { Configuration } from './configuration.ts';
import type { Snapshot } from './snapshot.ts';

export interface UsualSimulation extends Simulation {
  /** Continues "In a pipeline for …". */
  readonly words: string;
  /** Its name in a list: `default branch`, `tags`. */
  readonly label: string;
}

/** The pipeline as an event would make it; a child pipeline as the pipeline for the event starts it. */
export function simulationOf(snapshot: Snapshot, pipeline: Pipeline, asked: PipelineEvent): Simulation {
  const event = childrenOf(snapshot).has(pipeline.path) ? childEvent(snapshot, pipeline, asked) : asked;
  return simulate(pipeline, event, {
    files: snapshot,
    setting: (name) => settingOf(snapshot, name),
    memory: memoryFor(snapshot),
  });
}

interface KeptMemory {
  readonly paths: ReadonlySet<string>;
  readonly isListed: boolean;
  readonly memory: SimulationMemory;
}

const memories = new WeakMap<Configuration, KeptMemory>();

/** The same for all snapshots with the same configuration and paths. */
function memoryFor(snapshot: Snapshot): SimulationMemory {
  const { configuration, isListed } = snapshot;
  const paths = snapshot.paths();
  let known = memories.get(configuration);
  if (known?.paths !== paths || known.isListed !== isListed)
    memories.set(configuration, (known = { paths, isListed, memory: new SimulationMemory() }));
  return known.memory;
}

/**
 * The project's own pipeline for each of the usual events; once for a snapshot. None for any other: what starts it
 * decides for which events it runs, and GitLab tells it another source.
 */
export function usualSimulations(snapshot: Snapshot, pipeline: Pipeline): readonly UsualSimulation[] {
  return snapshot.derive(pipeline, () => simulations(snapshot, pipeline, usualEvents(pipeline)));
}

/** As `usualSimulations`, for pushes and merge requests that change none of the files which `changes` names. */
export function simulationsOfOtherFiles(snapshot: Snapshot, pipeline: Pipeline): readonly UsualSimulation[] {
  return simulations(snapshot, pipeline, eventsOfOtherFiles(pipeline));
}

function simulations(
  snapshot: Snapshot,
  pipeline: Pipeline,
  events: readonly UsualEvent[],
): readonly UsualSimulation[] {
  if (pipeline.path !== '.gitlab-ci.yml' || childrenOf(snapshot).has(pipeline.path)) return [];
  return events.map(({ event, words, label }) =>
    Object.assign(simulationOf(snapshot, pipeline, event), { words, label }),
  );
}

/** The files that jobs of the project's pipelines start as child pipelines. */
export function childrenOf(snapshot: Snapshot): ReadonlySet<string> {
  return snapshot.derive(
    childrenOf,
    (it) => new Set(it.pipelines.flatMap((pipeline) => startedBy(pipeline, it).map(({ path }) => path))),
  );
}

/** Settings may define any name, unless `.pipewright.yml` tells of all; a value there is only an example. */
function settingOf(snapshot: Snapshot, name: string): VariableValue {
  const declared = snapshot.configuration.variables;
  return declared && !declared.has(name) ? null : undefined;
}

function childEvent(snapshot: Snapshot, pipeline: Pipeline, event: PipelineEvent): PipelineEvent {
  const forwarded = forwardedVariables(pipeline.path, snapshot.pipelines, snapshot);
  return { ...event, isChild: true, variables: new Map([...forwarded, ...event.variables]) };
}
