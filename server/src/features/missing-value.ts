/** Words for values that a rendered manifest would need and that the files do not tell. */
import type { MissingValue } from '../project/job-rendering.ts';

/** Why a value is not known, as the rest of a sentence that begins with the variable's name. */
export function missingText({ why }: MissingValue): string {
  switch (why) {
    case 'settings':
      return "is set by nothing in these files: the project's settings may (Settings > CI/CD > Variables)";
    case 'report':
      return 'is set by nothing in these files: the dotenv report of an earlier job may, or the settings of the project';
    case 'gitlab':
      return 'is set by GitLab when the job runs';
    case 'job':
      return 'differs from job to job, or is fetched when the job runs';
    case 'rules':
      return 'is set by rules of which the files do not tell whether they apply';
    case 'script':
      return 'is made by the script when the job runs';
    case 'list':
      return 'may or may not be in the list of envsubst: that shows when the job runs';
  }
}
