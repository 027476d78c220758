/** What GitLab's own variables hold while a job runs, with examples for what only shows then. */
import { isMap, keyOf, type YamlNode } from '../yaml/node.ts';
import { predefinedValue, slugOf, type PipelineEvent } from './event.ts';
import type { Job } from './job.ts';
import { isPredefined, predefinedVariable } from './predefined-variables.ts';

export interface GitLabValue {
  /** Null for what GitLab does not set in such a job. */
  readonly value: string | null;
  /** Whether it is one of many possible values. */
  readonly isExample: boolean;
}

/**
 * The value of a predefined variable in a job of a pipeline for an event; undefined for names that are not GitLab's,
 * and where there is not even an example.
 * @param expand puts GitLab's variables into a text of the job; undefined where one of them is not known
 */
export function valueInJob(
  name: string,
  job: Job,
  event: PipelineEvent,
  expand: (text: string) => string | undefined,
): GitLabValue | undefined {
  if (!isPredefined(name)) return undefined;
  const own = ofTheJob(name, job, expand);
  // Whatever another job has would be no example for this one.
  if (own !== undefined || /^CI_(?:JOB_IMAGE|ENVIRONMENT_(?:NAME|SLUG|URL|TIER))$/.test(name)) return own;
  const documented = predefinedVariable(name);
  const atStart = documented?.availability === 'job' ? undefined : predefinedValue(name, event);
  if (atStart !== undefined) return { value: atStart, isExample: false };
  return documented?.example === undefined ? undefined : { value: documented.example, isExample: true };
}

function ofTheJob(
  name: string,
  job: Job,
  expand: (text: string) => string | undefined,
): GitLabValue | undefined {
  const certain = (value: string | null | undefined): GitLabValue | undefined =>
    value === undefined ? undefined : { value, isExample: false };
  switch (name) {
    case 'CI_JOB_NAME':
      return certain(job.name);
    case 'CI_JOB_NAME_SLUG':
      return certain(slugOf(job.name));
    case 'CI_JOB_STAGE':
      return certain(job.stage);
    case 'CI_JOB_IMAGE':
      return certain(job.image && expand(job.image.name.value));
  }
  if (!name.startsWith('CI_ENVIRONMENT_')) return undefined;
  const environment = job.value('environment');
  if (!environment) return certain(null);
  const written = environment.kind === 'scalar' ? environment.value : textIn(environment, 'name');
  switch (name) {
    case 'CI_ENVIRONMENT_NAME':
      return certain(written === undefined ? undefined : expand(written));
    case 'CI_ENVIRONMENT_SLUG':
      return environmentSlug(written === undefined ? undefined : expand(written));
    case 'CI_ENVIRONMENT_URL': {
      const address = textIn(environment, 'url');
      return certain(address === undefined ? null : expand(address));
    }
    case 'CI_ENVIRONMENT_ACTION':
      return certain(textIn(environment, 'action') ?? 'start');
    case 'CI_ENVIRONMENT_TIER':
      return certain(textIn(environment, 'deployment_tier'));
  }
  return undefined;
}

const SLUG_LENGTH = 24;

/** GitLab puts a checksum at the end of a slug that is not the name itself: lib/gitlab/slug/environment.rb. */
function environmentSlug(name: string | undefined): GitLabValue | undefined {
  if (name === undefined) return undefined;
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '-');
  const slug = (/^[a-z]/.test(plain) ? plain : `env-${plain}`).replace(/-+/g, '-');
  if (slug === name && slug.length <= SLUG_LENGTH) return { value: slug.replace(/-$/, ''), isExample: false };
  return { value: `${slug.slice(0, 17).replace(/-$/, '')}-1a2b3c`, isExample: true };
}

function textIn(map: YamlNode, name: string): string | undefined {
  const value = isMap(map) ? map.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
  return value?.kind === 'scalar' ? value.value : undefined;
}
