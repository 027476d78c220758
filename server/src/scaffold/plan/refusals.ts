/** Why nothing can be generated. */
import { RuleEngine } from '../../rules/engine.ts';
import { FIRST_FAMILIES, loadRules } from '../../rules/load.ts';
import { PIPELINE_FILE, type Situation } from '../situation.ts';

export const NO_APPLICATION =
  'No application was found here: nothing that starts a program, and no Dockerfile. Add a Dockerfile, or generate in the folder that the application is in.';

/** The first thing that makes GitLab refuse the pipeline that is there, or keeps it from being read. */
export async function faultOf({ snapshot, pipeline }: Situation): Promise<string | undefined> {
  const unreadable = snapshot.unreadable(PIPELINE_FILE);
  if (unreadable) return `${PIPELINE_FILE} cannot be read (${unreadable.reason}): it is left as it is.`;
  if (!pipeline || pipeline.isEmpty) return undefined;
  const engine = new RuleEngine(await loadRules(FIRST_FAMILIES), () => undefined);
  const error = engine
    .lint(snapshot)
    .get(PIPELINE_FILE)
    ?.find(({ finding }) => finding.severity === 'error');
  if (!error) return undefined;
  const line = snapshot.text(PIPELINE_FILE)!.lineAt(error.location.range.start) + 1;
  return `${PIPELINE_FILE} has an error in line ${line}, so it is left as it is: ${error.finding.message} Mend it first.`;
}
