/** The pipeline of a plan: written whole, or its missing jobs added to the one that is there. */
import { lineEndOf } from '../../text/line-style.ts';
import { extendPipeline } from '../extend-pipeline.ts';
import { composeBuilds } from '../pipeline/builds.ts';
import { composeDeploys, type AwaitedWorkload, type Rendered } from '../pipeline/deploys.ts';
import { composeHead, composeImageVariables } from '../pipeline/head.ts';
import type { BuiltImage } from '../pipeline/image.ts';
import type { JobText } from '../pipeline/job-text.ts';
import { composeTests } from '../pipeline/tests.ts';
import type { SettingsVariable } from '../settings.ts';
import { PIPELINE_FILE, lacksBuild, lacksDeployment, type KnownPipeline } from '../situation.ts';
import type { Draft } from './draft.ts';
import { knownWorkloads, pullSecretOf, workloadOf } from './workloads.ts';

const DEPLOY_TOKEN =
  'The cluster pulls the image with a deploy token: create one named gitlab-deploy-token, with the scope read_registry, in Settings > Repository.';

export interface PlannedPipeline {
  /** The names of the jobs that are added. */
  readonly jobs: readonly string[];
  /** Why it cannot be written. */
  readonly problem?: string;
}

interface StageJobs {
  readonly stage: 'test' | 'build' | 'deploy';
  readonly jobs: readonly JobText[];
}

export function planPipeline(
  draft: Draft,
  rendered: readonly Rendered[],
  settings: readonly SettingsVariable[],
): PlannedPipeline {
  const stages = composeStages(draft, rendered).filter(({ jobs }) => jobs.length > 0);
  const jobs = stages.flatMap((it) => it.jobs);
  const names = jobs.map(({ name }) => name);
  if (jobs.length === 0) return { jobs: names };
  const { pipeline } = draft.situation;
  if (!pipeline || pipeline.isEmpty) {
    writeWhole(draft, stages, settings);
    return { jobs: names };
  }
  const problem = extend(draft, pipeline, stages);
  return { jobs: names, ...(problem !== undefined && { problem }) };
}

function composeStages(draft: Draft, rendered: readonly Rendered[]): readonly StageJobs[] {
  const { situation, answers, images, wants } = draft;
  const { pipeline, applications } = situation;
  const taken = new Set([
    ...(pipeline?.pipeline.jobs.keys() ?? []),
    ...(pipeline?.pipeline.hiddenJobs.keys() ?? []),
  ]);
  const isTested = pipeline?.tests === true || answers.test !== 'yes' || !wants('test');
  const tests = isTested ? [] : composeTests(applications, taken);
  const isBuilt = lacksBuild(situation) && wants('build');
  const builds = isBuilt ? composeBuilds(answers, images, taken) : [];
  const isDeployed = lacksDeployment(situation) && wants('deploy');
  const deploys = isDeployed ? deployJobs(draft, rendered, builds, taken) : [];
  return [
    { stage: 'test', jobs: tests },
    { stage: 'build', jobs: builds },
    { stage: 'deploy', jobs: deploys },
  ];
}

function textOf(stages: readonly StageJobs[]): string {
  return stages.flatMap(({ jobs }) => jobs.map(({ text }) => text)).join('\n');
}

function writeWhole(
  { situation, answers, images, files, remarks }: Draft,
  stages: readonly StageJobs[],
  settings: readonly SettingsVariable[],
): void {
  const told = answers.registry === 'gitlab' ? [DEPLOY_TOKEN] : [];
  remarks.push(...told);
  const names = stages.map(({ stage }) => stage);
  const whole = `${composeHead(answers, images, settings, names, told)}\n${textOf(stages)}`;
  const before = situation.snapshot.text(PIPELINE_FILE)?.text;
  if (before === undefined) {
    files.create(PIPELINE_FILE, whole);
    return;
  }
  const lineEnd = lineEndOf(before);
  const gap = before === '' || before.endsWith('\n') ? '' : lineEnd;
  const range = { start: before.length, end: before.length };
  files.change(PIPELINE_FILE, [{ range, newText: gap + whole.replaceAll('\n', lineEnd) }]);
}

/** @returns why it cannot be extended */
function extend(
  { situation, answers, images, files, remarks }: Draft,
  { pipeline }: KnownPipeline,
  stages: readonly StageJobs[],
): string | undefined {
  if (!pipeline.isComplete)
    remarks.push('The pipeline includes files that are not here: look whether they bring such jobs already.');
  const isBuilt = stages.some(({ stage }) => stage === 'build');
  const undefinedImages = images.filter(({ variable }) => !pipeline.variables.has(variable));
  const edits = extendPipeline(situation.snapshot, pipeline, {
    stages: stages.map(({ stage }) => stage),
    variables: isBuilt && undefinedImages.length > 0 ? composeImageVariables(answers, undefinedImages) : '',
    jobs: stages.flatMap(({ jobs }) => jobs),
  });
  if (typeof edits === 'string') return edits;
  files.change(PIPELINE_FILE, edits);
  return undefined;
}

function deployJobs(
  { situation, answers, images, remarks }: Draft,
  rendered: readonly Rendered[],
  builds: readonly JobText[],
  taken: ReadonlySet<string>,
): readonly JobText[] {
  const isBuilt = lacksBuild(situation);
  const variables = isBuilt ? {} : imagesThatArePushed(situation.pipeline!, images);
  if (variables === undefined) {
    remarks.push(
      `How the build job names its image cannot be taken over: put the name into a global variable ${images[0]!.variable}, use it in the build job, and generate again.`,
    );
    return [];
  }
  const built = images.map(({ application }) => workloadOf(situation, application)?.workload);
  const workloads: AwaitedWorkload[] = [
    ...knownWorkloads(situation).map(({ workload }) => {
      const { kind, name, selector } = workload;
      return { kind, name, selector, isBuilt: built.includes(workload) };
    }),
    ...rendered.flatMap(({ runs }) => (runs ? [deploymentOf(runs.name.value)] : [])),
  ];
  const needs = isBuilt
    ? builds.map(({ name }) => name).filter((name) => !name.startsWith('.'))
    : situation.pipeline!.buildJobs;
  const pullSecret = pullSecretOf(situation);
  return composeDeploys(answers, { rendered, workloads, pullSecret, needs, variables }, taken);
}

/** As the templates write it. */
function deploymentOf(name: string): AwaitedWorkload {
  return { kind: 'deployment', name, selector: `app.kubernetes.io/name=${name}`, isBuilt: true };
}

/** What the jobs that are there push, as variables of the deploy job; undefined where that is not to be told. */
function imagesThatArePushed(
  { pushedImages, pipeline }: KnownPipeline,
  images: readonly BuiltImage[],
): Readonly<Record<string, string>> | undefined {
  const globals = pipeline.variables;
  if (images.every(({ variable }) => globals.has(variable))) return {};
  const [pushed, ...others] = pushedImages;
  if (pushed === undefined || others.length > 0 || images.length > 1) return undefined;
  const names = [...pushed.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)].map(([, braced, bare]) => braced ?? bare!);
  const isTakenOver =
    !/[`(]|\$\{\w+[^\w}]/.test(pushed) && names.every((name) => /^CI_/.test(name) || globals.has(name));
  return isTakenOver ? { [images[0]!.variable]: pushed } : undefined;
}
