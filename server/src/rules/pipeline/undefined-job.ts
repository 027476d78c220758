/** pipeline/undefined-job: a job or template that is named but does not exist. */
import { nearestName } from '../../text/nearest.ts';
import { isMap, isSequence, valueOf, type ScalarNode, type YamlNode } from '../../yaml/node.ts';
import { readNeeds, type Job, type MissingTarget, type Need } from '../../gitlab/job.ts';
import type { Pipeline } from '../../gitlab/pipeline.ts';
import { isInterpolated, namedJob } from '../../gitlab/named-job.ts';
import { missingParallelJob, parallelJobs } from '../../gitlab/parallel.ts';
import { replaceScalar } from '../../yaml/replace-scalar.ts';
import { defineRule, type Fix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'pipeline/undefined-job',
  severity: 'error',
  summary: '`needs`, `dependencies`, `extends`, `!reference` or `on_stop` names a job that does not exist.',
  scope: 'pipeline',
  check({ pipeline }, report) {
    // What is not known here may define it; jobs may be named by inputs.
    if (!pipeline.isComplete || [...pipeline.jobs.keys()].some(isInterpolated)) return;
    const reported = new Set<YamlNode>();
    const once = (at: YamlNode, make: () => Report) => {
      if (reported.has(at)) return;
      reported.add(at);
      report(make());
    };
    for (const job of pipeline.hiddenJobs.values()) checkMissing(job, pipeline, once);
    for (const job of pipeline.jobs.values()) {
      checkMissing(job, pipeline, once);
      for (const named of namedJobs(job)) {
        const { name, matrix } = named;
        if (/\$/.test(name.value) || name.value === '') continue;
        const target = namedJob(name.value, pipeline);
        if (!target) once(name, () => undefinedJob(named, job, pipeline));
        const missing = target && missingParallelJob(name.value, matrix, target);
        if (missing !== undefined) once(name, () => undefinedParallelJob(named, missing, job, target!));
      }
    }
  },
});

type ReportOnce = (at: YamlNode, make: () => Report) => void;

function checkMissing(job: Job, pipeline: Pipeline, once: ReportOnce): void {
  for (const missing of job.missing) {
    if (missing.kind === 'extends') once(missing.at, () => undefinedParent(missing, job, pipeline));
    if (missing.kind === 'reference') once(missing.at, () => undefinedReference(missing, pipeline));
  }
}

interface NamedJob {
  readonly name: ScalarNode;
  readonly what: string;
  readonly matrix?: YamlNode | undefined;
}

function namedJobs(job: Job): NamedJob[] {
  const found: NamedJob[] = [];
  const addNeeds = (needs: readonly Need[], what: string) => {
    for (const { job: name, isForeign, isOptional, matrix } of needs)
      if (name && !isForeign && !isOptional) found.push({ name, what, matrix });
  };
  addNeeds(job.needs, '`needs`');
  addNeeds(
    job.rules.flatMap((rule) => readNeeds(valueOf(rule, 'needs'))),
    '`needs` in a rule',
  );
  for (const name of job.dependencies) found.push({ name, what: '`dependencies`' });
  const stop = valueOf(job.value('environment'), 'on_stop');
  if (stop?.kind === 'scalar') found.push({ name: stop, what: '`on_stop`' });
  const include = valueOf(job.value('trigger'), 'include');
  for (const item of isSequence(include) ? include.items : include ? [include] : []) {
    const producer = isMap(item) && valueOf(item, 'artifact') ? valueOf(item, 'job') : undefined;
    if (producer?.kind === 'scalar') found.push({ name: producer, what: '`trigger`' });
  }
  return found;
}

/** One that `parallel` does not make: `test: [windows]`. */
function undefinedParallelJob(
  { name, what, matrix }: NamedJob,
  missing: string,
  job: Job,
  target: Job,
): Report {
  const made = parallelJobs(target).map((it) => it.name);
  const near = matrix ? undefined : nearestName(name.value, made);
  return {
    at: name,
    message: `${what} of \`${job.name}\` names \`${missing}\`, which \`parallel\` does not make of \`${target.name}\`: GitLab refuses the pipeline.${suggestion(near)}`,
    related: [{ at: target.key, message: `Here it makes ${shortList(made)}` }],
    fixes: nameFixes(name, near),
  };
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 4).map((it) => `\`${it}\``);
  return names.length > shown.length ? `${shown.join(', ')} and others` : shown.join(', ');
}

function undefinedJob({ name, what }: NamedJob, job: Job, pipeline: Pipeline): Report {
  const isTemplate = pipeline.hiddenJobs.has(name.value);
  const near = nearestName(name.value, pipeline.jobs.keys());
  const why = isTemplate
    ? `${what} of \`${job.name}\` names \`${name.value}\`, which starts with a dot and so never runs`
    : `${what} of \`${job.name}\` names \`${name.value}\`, and there is no such job`;
  return {
    at: name,
    message: `${why}: GitLab refuses the pipeline.${suggestion(near)}`,
    fixes: nameFixes(name, near),
  };
}

function undefinedParent({ name, at }: MissingTarget, job: Job, pipeline: Pipeline): Report {
  const near = nearestName(name, [...pipeline.hiddenJobs.keys(), ...pipeline.jobs.keys()]);
  return {
    at,
    message: `\`${job.name}\` extends \`${name}\`, and there is no such job: GitLab refuses the pipeline.${suggestion(near)}`,
    fixes: nameFixes(at, near),
  };
}

function undefinedReference({ name, at }: MissingTarget, pipeline: Pipeline): Report {
  const [first = '', ...keys] = name.split(', ');
  const job = pipeline.job(first);
  const node = isSequence(at) ? at.items[0] : undefined;
  const near =
    job || !node ? undefined : nearestName(first, [...pipeline.hiddenJobs.keys(), ...pipeline.jobs.keys()]);
  const what = job ? `\`${first}\` has no \`${keys.join(':')}\`` : `there is no \`${first}\``;
  return {
    at,
    message: `The reference leads nowhere, since ${what}: GitLab refuses the pipeline.${suggestion(near)}`,
    fixes: nameFixes(node, near),
  };
}

/** In the name's quotes, or in new ones where a plain scalar cannot hold it: `deploy: production`. */
function nameFixes(name: YamlNode | undefined, near: string | undefined): Fix[] {
  if (near === undefined || name?.kind !== 'scalar') return [];
  const edits = () => ({ edits: [replaceScalar(name, near)] });
  return [{ title: `Change to \`${near}\``, isPreferred: true, edits }];
}

function suggestion(near: string | undefined): string {
  return near === undefined ? '' : ` Did you mean \`${near}\`?`;
}
