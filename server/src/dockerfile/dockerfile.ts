/** A Dockerfile by its stages. */
import type { Segment } from '../text/span.ts';
import { readInstructions, type Instruction, type Word } from './instruction.ts';

export interface Stage {
  readonly index: number;
  /** The name behind `AS`, as written. */
  readonly name: Word | undefined;
  /** The image, or the name of an earlier stage; undefined where it is missing yet. */
  readonly base: Word | undefined;
  readonly from: Instruction;
  /** The instructions behind FROM, in their order. */
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  readonly segment: Segment;
  /** The ARG before the first FROM: only the bases see them. */
  readonly globals: readonly Instruction[];
  readonly stages: readonly Stage[];
  readonly escape: string;
}

const read = new WeakMap<Segment, Dockerfile>();

/** Reads a Dockerfile; the same object for the same segment. Never throws. */
export function readDockerfile(segment: Segment): Dockerfile {
  let known = read.get(segment);
  if (!known) read.set(segment, (known = readStages(segment)));
  return known;
}

function readStages(segment: Segment): Dockerfile {
  const { instructions, escape } = readInstructions(segment);
  const globals: Instruction[] = [];
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  for (const instruction of instructions) {
    const stage = stages.at(-1);
    if (instruction.keyword === 'FROM') {
      const [base, as, name] = instruction.words;
      stages.push({
        index: stages.length,
        base,
        name: as?.text.toUpperCase() === 'AS' ? name : undefined,
        from: instruction,
        instructions: [],
      });
    } else if (stage) stage.instructions.push(instruction);
    else globals.push(instruction);
  }
  return { segment, globals, stages, escape };
}

/** The stage that a name or a number means, seen from the stage with the index; only earlier ones can be meant. */
export function stageNamed({ stages }: Dockerfile, name: string, before: number): Stage | undefined {
  const earlier = stages.slice(0, before);
  const wanted = name.toLowerCase();
  return (
    earlier.findLast((stage) => stage.name?.text.toLowerCase() === wanted) ??
    (/^\d+$/.test(name) ? earlier[Number(name)] : undefined)
  );
}

/** The stage that a stage goes on from; undefined for one that starts from an image. */
export function parentOf(dockerfile: Dockerfile, { base, index }: Stage): Stage | undefined {
  const parent = base && stageNamed(dockerfile, base.text, index);
  // FROM takes names only.
  return parent && !/^\d+$/.test(base.text) ? parent : undefined;
}

/** The stage and those that it goes on from, the stage itself first. */
export function lineageOf(dockerfile: Dockerfile, stage: Stage): readonly Stage[] {
  const stages: Stage[] = [];
  for (let current: Stage | undefined = stage; current; current = parentOf(dockerfile, current))
    stages.push(current);
  return stages;
}

/** The stage that a build ends with: the one that `--target` names, or the last one. */
export function targetStage(dockerfile: Dockerfile, target?: string): Stage | undefined {
  if (target === undefined) return dockerfile.stages.at(-1);
  return stageNamed(dockerfile, target, dockerfile.stages.length);
}

/** The stages that BuildKit builds for a stage: those that it goes on from, copies from, and mounts. */
export function neededStages(dockerfile: Dockerfile, target: Stage): readonly Stage[] {
  const needed = new Set<Stage>();
  const visit = (stage: Stage | undefined) => {
    if (!stage || needed.has(stage)) return;
    needed.add(stage);
    visit(parentOf(dockerfile, stage));
    for (const { flags } of stage.instructions) {
      for (const { name, value = '' } of flags) {
        const from = name === 'from' ? value : /(?:^|,)from=([^,]+)/.exec(value)?.[1];
        if (from !== undefined) visit(stageNamed(dockerfile, from, stage.index));
      }
    }
  };
  visit(target);
  return dockerfile.stages.filter((stage) => needed.has(stage));
}
