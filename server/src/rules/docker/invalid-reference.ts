/** docker/invalid-reference: a name that docker takes for no image reference. */
import type { ImageArgument } from '../../delivery/image-facts.ts';
import type { JobDelivery } from '../../delivery/job-delivery.ts';
import { displayText, isSameSpan } from '../../delivery/partial-text.ts';
import type { JobVariables } from '../../delivery/pipeline-variables.ts';
import {
  branchesInTag,
  hasProjectPath,
  referenceFault,
  type ReferenceFault,
} from '../../delivery/reference-fault.ts';
import { literally, writtenPart } from '../../delivery/written-part.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { usualSimulations } from '../../project/simulation.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { contains, textOf, type Span } from '../../text/span.ts';
import { defineRule, replaceFix, type Fix, type Report } from '../rule.ts';

/** It simulates pipelines, with RE2. */
export const isLoadedLate = true;

export const rule = defineRule({
  id: 'docker/invalid-reference',
  severity: 'warning',
  summary: 'A name that docker takes for no image reference, for some branches or projects at least.',
  scope: 'project',
  check(snapshot, report) {
    const delivery = deliveryOf(snapshot);
    // A variable that many names are made of is told of once.
    const seen: Report[] = [];
    const add = (found: Report) => {
      if (seen.some((it) => isSameSpan(it.at, found.at))) return;
      seen.push(found);
      report(found);
    };
    for (const job of delivery.jobs) {
      const variables = delivery.variables(job.job);
      for (const argument of job.imageArguments) {
        const fault = referenceFault(argument.image);
        if (fault) add(faultReport(argument, fault, variables));
        else branchReports(snapshot, job, argument, variables).forEach(add);
        if (!fault && hasProjectPath(argument.image)) add(projectReport(argument, variables));
      }
    }
  },
});

function faultReport(
  { image, at }: ImageArgument,
  fault: ReferenceFault,
  variables: JobVariables | undefined,
): Report {
  const found = writtenPart(at, literally(fault.written), variables);
  return {
    at: found ?? at,
    message: `\`${displayText(image.text)}\` is no image reference, and docker refuses it: ${WHY[fault.kind]}`,
    fixes: found ? faultFixes(found, fault, found.segment === at.segment && contains(at, found)) : [],
  };
}

const WHY: Readonly<Record<ReferenceFault['kind'], string>> = {
  scheme: 'it starts with the registry’s host, without `https://`. Leave that out.',
  'upper-case': 'its path has upper-case letters. Write it in lower case.',
  command: 'nothing runs the command in it, since GitLab takes variables as text. Run it in the script.',
  'two-tags': 'behind its last `/` it has two colons, and it can have one tag only. Leave one out.',
  'empty-part': 'there is nothing between two of its separators. Leave one out.',
};

function faultFixes(found: Span, { kind, written }: ReferenceFault, isInWord: boolean): Fix[] {
  // A variable may be meant for other uses, where the scheme is right.
  if (kind === 'scheme') return [{ ...replaceFix('Leave out the scheme', found, ''), isPreferred: isInWord }];
  return kind === 'upper-case' ? [replaceFix('Write it in lower case', found, written.toLowerCase())] : [];
}

function branchReports(
  snapshot: Snapshot,
  job: JobDelivery,
  { image, at }: ImageArgument,
  variables: JobVariables | undefined,
): Report[] {
  return branchesInTag(image).flatMap((name) => {
    if (!runsForAnyBranch(snapshot, job, name)) return [];
    const found = writtenPart(at, useOf(name), variables);
    return [
      {
        at: found ?? at,
        message: `For a branch such as \`feature/login\`, \`${displayText(image.text)}\` is no image reference, and docker refuses it: a tag cannot have a slash. Use \`CI_COMMIT_REF_SLUG\`, the same name with hyphens.`,
        fixes: found ? [rename(found, name, 'CI_COMMIT_REF_SLUG')] : [],
      },
    ];
  });
}

/** Whether pipelines for branches that the files do not name have the job. */
function runsForAnyBranch(snapshot: Snapshot, { job }: JobDelivery, variable: string): boolean {
  const pipeline = deliveryOf(snapshot).pipelineOf(job);
  const kinds =
    variable === 'CI_COMMIT_REF_NAME'
      ? ['push', 'merge_request']
      : [variable === 'CI_COMMIT_BRANCH' ? 'push' : 'merge_request'];
  return (
    pipeline !== undefined &&
    usualSimulations(snapshot, pipeline).some(
      ({ event, isCreated, jobs }) =>
        kinds.includes(event.kind) &&
        event.branch === 'some-topic' &&
        isCreated === true &&
        jobs.some((it) => it.job.name === job.name && it.isIn === true),
    )
  );
}

function projectReport({ image, at }: ImageArgument, variables: JobVariables | undefined): Report {
  const use = useOf('CI_PROJECT_PATH');
  const whole = new RegExp(`\\$(?:\\{CI_REGISTRY\\}|CI_REGISTRY)/${use.source}`);
  const registryImage = writtenPart(at, whole, variables);
  const start = `\`CI_PROJECT_PATH\` is written as the project's path is: with an upper-case letter in it docker refuses \`${displayText(image.text)}\`.`;
  if (!registryImage)
    return {
      at: writtenPart(at, use, variables) ?? at,
      severity: 'info',
      message: `${start} In \`CI_PROJECT_PATH_SLUG\` all letters are lower case, and slashes are hyphens.`,
    };
  const written = textOf(registryImage).endsWith('}') ? '${CI_REGISTRY_IMAGE}' : '$CI_REGISTRY_IMAGE';
  return {
    at: registryImage,
    severity: 'info',
    message: `${start} \`CI_REGISTRY_IMAGE\` is the same in lower case.`,
    fixes: [replaceFix('Use `CI_REGISTRY_IMAGE`', registryImage, written)],
  };
}

/** A use of a variable, with braces or without. */
function useOf(name: string): RegExp {
  return new RegExp(`\\$(?:\\{${name}\\}|${name}(?!\\w))`);
}

function rename(at: Span, from: string, to: string): Fix {
  return replaceFix(`Use \`${to}\``, at, textOf(at).replace(from, to));
}
