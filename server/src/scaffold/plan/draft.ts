/** A plan while it is made: what it is made for, and what has come together so far. */
import type { Answers } from '../answers.ts';
import { repositoryOf, type BuiltImage } from '../pipeline/image.ts';
import { inFolder } from '../image-files.ts';
import type { Situation } from '../situation.ts';
import { PlannedFiles } from './planned-files.ts';
import { imageVariableOf } from './workloads.ts';

/** A job that is added by itself. */
export type JobKind = 'test' | 'build' | 'deploy';

export interface Draft {
  readonly situation: Situation;
  readonly answers: Answers;
  /** Whether jobs of a kind, and what they need, are asked for. */
  readonly wants: (kind: JobKind) => boolean;
  /** The images of all applications. */
  readonly images: readonly BuiltImage[];
  readonly files: PlannedFiles;
  /** What somebody still has to know or do. */
  readonly remarks: string[];
}

/** @param only the only job that is asked for; undefined for everything */
export function startDraft(situation: Situation, answers: Answers, only?: JobKind): Draft {
  const { applications, snapshot } = situation;
  return {
    situation,
    answers,
    wants: (kind) => only === undefined || only === kind,
    images: applications.map((application) => ({
      application,
      variable: imageVariableOf(situation, application),
      repository: repositoryOf(answers, application, applications.length === 1),
      dockerfile: application.dockerfile?.value ?? inFolder(application, 'Dockerfile'),
    })),
    files: new PlannedFiles(snapshot),
    remarks: [],
  };
}
