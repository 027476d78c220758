/** Words for values that a rendered manifest would need and that the files do not tell. */
import type { MissingValue } from '../project/rendered-template.ts';

/** Why values are not known, to stand behind the variables' names and a colon. */
export function missingText({ why }: MissingValue): string {
  switch (why) {
    case 'settings':
      return "set by nothing in these files, perhaps by the project's settings (Settings > CI/CD > Variables)";
    case 'report':
      return 'set by nothing in these files, perhaps by the dotenv report of an earlier job or by the settings of the project';
    case 'gitlab':
      return 'set by GitLab when the job runs';
    case 'job':
      return 'different from job to job, or fetched when the job runs';
    case 'rules':
      return 'set by rules of which the files do not tell whether they apply';
    case 'script':
      return 'made by the script when the job runs';
    case 'list':
      return 'whether it is in the list of envsubst shows when the job runs';
  }
}
