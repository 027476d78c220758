/** The variables that GitLab or the system sets: which there are, what they hold and from when on they can be read. */
import { PREDEFINED_TABLE } from './predefined-table.ts';

/**
 * `before`: there before the pipeline is made, so `include:rules` can read it; `create`: there when jobs are chosen, so
 * `rules` can read it; `job`: set when a runner takes the job, so only scripts and what the runner expands can read it.
 */
export type Availability = 'before' | 'create' | 'job';

export interface PredefinedVariable {
  readonly name: string;
  readonly availability: Availability;
  /** One sentence without its full stop. */
  readonly description: string;
  /** What it may hold. */
  readonly example: string | undefined;
  /** The only pipelines that have it; undefined where most have. */
  readonly onlyIn: 'merge request' | 'tag' | 'schedule' | 'external pull request' | 'downstream' | undefined;
}

/** What GitLab itself sets; their values are known when a pipeline runs. */
const PREDEFINED = /^(?:CI|GITLAB|CHAT|TRIGGER_PAYLOAD)(?:_|$)/;

/** What every shell finds set. */
const OF_THE_SYSTEM: ReadonlySet<string> = new Set(
  'HOME PATH PWD OLDPWD HOSTNAME USER LOGNAME SHELL SHLVL TERM LANG TMPDIR'.split(' '),
);

/** Whether GitLab or the system sets a name in every job, by its form. */
export function isPredefined(name: string): boolean {
  return PREDEFINED.test(name) || OF_THE_SYSTEM.has(name);
}

let table: ReadonlyMap<string, PredefinedVariable> | undefined;

/** Every variable that GitLab documents, in the order of their names. */
export function predefinedVariables(): ReadonlyMap<string, PredefinedVariable> {
  return (table ??= new Map(
    PREDEFINED_TABLE.split('\n').flatMap((line) => {
      const [name, availability, description, example] = line.split(' | ');
      if (!name || !description) return [];
      return [
        [
          name,
          {
            name,
            availability: availability as Availability,
            description,
            example,
            onlyIn: onlyIn(name),
          },
        ] as const,
      ];
    }),
  ));
}

/** What GitLab documents about a name; undefined for others. */
export function predefinedVariable(name: string): PredefinedVariable | undefined {
  return predefinedVariables().get(name);
}

function onlyIn(name: string): PredefinedVariable['onlyIn'] {
  if (name.startsWith('CI_MERGE_REQUEST_')) return 'merge request';
  if (name.startsWith('CI_EXTERNAL_PULL_REQUEST_')) return 'external pull request';
  if (name.startsWith('CI_UPSTREAM_')) return 'downstream';
  if (/^CI_COMMIT_TAG|^CI_RELEASE_/.test(name)) return 'tag';
  return name === 'CI_PIPELINE_SCHEDULE_DESCRIPTION' ? 'schedule' : undefined;
}

/** When the variable can be read, in words that continue "It is set …". */
export function availabilityText({ availability, onlyIn: kind }: PredefinedVariable): string {
  const when = {
    before: 'before the pipeline is made, so `rules`, `workflow` and `include` can use it',
    create: 'when the pipeline is made, so `rules` can use it, `include` cannot',
    job: 'when a runner takes the job: neither `rules`, `workflow` nor `include` can use it',
  }[availability];
  return kind
    ? `${when}; only in pipelines for a ${kind}`
        .replace('for a downstream', 'that another one starts')
        .replace('a external', 'an external')
    : when;
}

/** Those that hold a number in every pipeline. */
const NUMBERS =
  /^CI_(?:PIPELINE_I?ID|JOB_ID|PROJECT_ID|CONCURRENT_ID|RUNNER_ID|MERGE_REQUEST_I?ID|NODE_INDEX|NODE_TOTAL|SERVER_PORT)$/;

/** Whether a predefined variable is a number always. */
export function isPredefinedNumber(name: string): boolean {
  return NUMBERS.test(name);
}

/** Job-only variables of names that people set themselves, for a registry or a server of their own. */
const SET_BY_PEOPLE = /^CI_(?:DEPLOY|REGISTRY|PAGES|SERVER|ENVIRONMENT|TRIGGER)(?:_|$)/;

/** Whether a variable is certainly not set when rules are read: a runner sets it, and nobody else would. */
export function isNeverSetInRules(name: string): boolean {
  return predefinedVariable(name)?.availability === 'job' && !SET_BY_PEOPLE.test(name);
}
