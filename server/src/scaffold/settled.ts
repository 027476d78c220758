/** Questions to a project whose files are read as they are asked for. */
import type { Project } from '../project/project.ts';
import type { Snapshot } from '../project/snapshot.ts';

/** How often an answer is made anew with the files that the last one asked for. */
const MAXIMUM_ROUNDS = 12;

/** The answer of a pure function of the project, once all files that it asks for are read. */
export async function settled<Answer>(
  project: Project,
  ask: (snapshot: Snapshot) => Answer,
): Promise<Answer> {
  for (let round = 1; ; round++) {
    const snapshot = project.snapshot();
    const answer = ask(snapshot);
    await project.settle();
    if (project.snapshot() === snapshot || round === MAXIMUM_ROUNDS) return answer;
  }
}
