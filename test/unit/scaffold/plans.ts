/** Plans for projects that are given as their files. */
import type { PartialAnswers } from '../../../server/src/scaffold/answers.ts';
import { isRefusal, makePlan, type Plan, type Refusal } from '../../../server/src/scaffold/plan.ts';
import { readSituation } from '../../../server/src/scaffold/situation.ts';
import { settled } from '../../../server/src/scaffold/settled.ts';
import { projectOf, type Files } from './projects.ts';

export async function resultOf(files: Files, answers: PartialAnswers = {}): Promise<Plan | Refusal> {
  const project = await projectOf(files);
  const situation = await settled(project, (snapshot) => readSituation(snapshot, 'shop'));
  return makePlan(situation, answers);
}

/** @throws for a project for which nothing can be generated */
export async function planOf(files: Files, answers: PartialAnswers = {}): Promise<Plan> {
  const plan = await resultOf(files, answers);
  if (isRefusal(plan)) throw new Error(plan.refusal);
  return plan;
}
