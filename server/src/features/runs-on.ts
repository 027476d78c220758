/** A line over each job: for which of the usual events it runs. Loaded late, with RE2. */
import { Doubts } from '../gitlab/doubts.ts';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { SimulatedJob } from '../gitlab/simulate-job.ts';
import { usualSimulations, type UsualSimulation } from '../project/simulation.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { OffsetRange } from '../text/span.ts';
import { roleOf } from './role.ts';

export interface RunsOn {
  /** The job's key. UTF-16 offsets. */
  readonly range: OffsetRange;
  readonly text: string;
}

const MAXIMUM_NAMES = 3;

/** For each visible job that the file defines; none where it is not known what starts the pipeline. */
export function runsOn(snapshot: Snapshot, path: string): readonly RunsOn[] {
  const role = roleOf(snapshot, path);
  if (role?.kind !== 'pipeline') return [];
  for (const pipeline of role.pipelines) {
    const answers = answersFor(snapshot, pipeline);
    if (answers.size === 0) continue;
    return [...role.file.jobs.values()].flatMap(({ name, key }) => {
      const range = snapshot.locate(key)?.range;
      const text = answers.get(name);
      return range && text !== undefined ? [{ range, text }] : [];
    });
  }
  return [];
}

/** The texts by job; once for a snapshot. */
function answersFor(snapshot: Snapshot, pipeline: Pipeline): ReadonlyMap<string, string> {
  const simulations = usualSimulations(snapshot, pipeline);
  if (simulations.length === 0) return new Map();
  return snapshot.derive(simulations, () => {
    const outcomes = simulations.map((simulation) => ({
      simulation,
      jobs: new Map(simulation.jobs.map((job) => [job.job.name, job])),
    }));
    const rest = pipeline.isComplete ? '' : ' · as far as the known includes tell';
    return new Map(
      [...pipeline.jobs.keys()].map((name) => [
        name,
        describe(outcomes.map(({ simulation, jobs }) => outcomeOf(simulation, jobs.get(name)))) + rest,
      ]),
    );
  });
}

interface Outcome {
  readonly label: string;
  readonly isBranch: boolean;
  readonly answer: 'yes' | 'perhaps' | 'no';
  /** How it starts and what that depends on: in parentheses behind the label. */
  readonly remark: string;
}

function outcomeOf(simulation: UsualSimulation, job: SimulatedJob | undefined): Outcome {
  const { label, event, isCreated } = simulation;
  const isBranch = event.kind === 'push';
  if (!job || isCreated === false) return { label, isBranch, answer: 'no', remark: '' };
  const isCertain = job.isIn === true && isCreated === true;
  const doubts = new Doubts();
  if (isCreated === undefined) doubts.addAll(simulation.doubts);
  if (job.isIn === undefined) doubts.addAll(job.doubts);
  const remarks = [startOf(job), ...(isCertain ? [] : [`depends on ${doubtsText(doubts)}`])];
  return {
    label,
    isBranch,
    answer: isCertain ? 'yes' : 'perhaps',
    remark: remarks.filter(Boolean).join('; '),
  };
}

const STARTS: Readonly<Record<string, string>> = {
  on_success: '',
  always: 'even after failures',
  on_failure: 'after failures',
};

function startOf({ when }: SimulatedJob): string {
  return when
    .map((it) => STARTS[it] ?? it)
    .filter(Boolean)
    .join(' or ');
}

function doubtsText({ variables, kinds }: Doubts): string {
  const names = [...variables].map((name) => `$${name}`);
  const words = {
    changes: 'what is changed',
    exists: 'which files there are',
    definition: 'what is not known here',
  };
  return [
    ...names.slice(0, MAXIMUM_NAMES),
    ...(names.length > MAXIMUM_NAMES ? ['…'] : []),
    ...[...kinds].map((kind) => words[kind]),
  ].join(', ');
}

/** `runs on: default branch, tags (manual) · perhaps on: schedules (depends on $NIGHTLY) · not on merge requests` */
function describe(outcomes: readonly Outcome[]): string {
  const merged = mergeBranches(outcomes);
  const listOf = (answer: Outcome['answer']) => {
    const of = merged.filter((outcome) => outcome.answer === answer);
    const remarks = new Set(of.map(({ remark }) => remark));
    const [shared] = remarks.size === 1 ? remarks : [];
    if (shared !== undefined && of.length > 1)
      return (
        of.map(({ label }) => label).join(', ') + (shared && ` (all ${shared.replace('depends', 'depend')})`)
      );
    return of.map(({ label, remark }) => (remark ? `${label} (${remark})` : label)).join(', ');
  };
  const [yes, perhaps, no] = [listOf('yes'), listOf('perhaps'), listOf('no')];
  if (!yes && !perhaps) return `runs on none of: ${no}`;
  return [yes && `runs on: ${yes}`, perhaps && `perhaps on: ${perhaps}`, no && `not on ${no}`]
    .filter(Boolean)
    .join(' · ');
}

/** Branches that all fare alike are one entry; a branch that the rules name is told where it differs from others. */
function mergeBranches(outcomes: readonly Outcome[]): readonly Outcome[] {
  const branches = outcomes.filter(({ isBranch }) => isBranch);
  const [first, other] = branches;
  const isAlike = (one: Outcome, two: Outcome) => one.answer === two.answer && one.remark === two.remark;
  if (branches.every((branch) => isAlike(branch, first!)))
    return [{ ...first!, label: 'branches' }, ...outcomes.filter(({ isBranch }) => !isBranch)];
  return outcomes.filter(
    (outcome) => !outcome.isBranch || outcome === first || outcome === other || !isAlike(outcome, other!),
  );
}
