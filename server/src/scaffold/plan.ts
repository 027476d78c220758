/**
 * What is to be written: new files, and additions to those that are there. Pure over the project; nothing is
 * written here, and what exists is never replaced.
 */
import { CONFIGURATION_FILE } from '../project/configuration.ts';
import type { Answers, PartialAnswers } from './answers.ts';
import { fill } from './fill.ts';
import { imageFiles } from './image-files.ts';
import { startDraft, type Draft, type JobKind } from './plan/draft.ts';
import { planManifests } from './plan/manifests.ts';
import { planPipeline } from './plan/pipeline.ts';
import { newFile, type PlannedFile } from './plan/planned-files.ts';
import { NO_APPLICATION, faultOf } from './plan/refusals.ts';
import { imagesToDeploy, missingEnvironment, remainingWork, testsWithoutDatabase } from './plan/remarks.ts';
import { unreadFiles } from './plan/unread-files.ts';
import { complete } from './questions.ts';
import { settingsFor, type SettingsVariable } from './settings.ts';
import { PIPELINE_FILE, lacksBuild, lacksDeployment, type Situation } from './situation.ts';

export interface Plan {
  readonly files: readonly PlannedFile[];
  readonly settings: readonly SettingsVariable[];
  /** What somebody still has to know or do. */
  readonly remarks: readonly string[];
  /** The names of the jobs that are added. */
  readonly jobs: readonly string[];
}

/** Why nothing can be generated. */
export interface Refusal {
  readonly refusal: string;
}

export function isRefusal(result: Plan | Refusal): result is Refusal {
  return 'refusal' in result;
}

/** Plans what the answers ask for; questions without an answer get their guesses. */
export async function makePlan(situation: Situation, given: PartialAnswers): Promise<Plan | Refusal> {
  if (situation.applications.length === 0) return { refusal: NO_APPLICATION };
  const fault = await faultOf(situation);
  return fault === undefined ? planAll(situation, complete(situation, given)) : { refusal: fault };
}

/**
 * Plans one job for a pipeline that has none of its kind, with what the job needs: the stage, the variables, the
 * Dockerfile that it builds from, the manifest that it deploys. Undefined where it does not fit.
 */
export function planJob(situation: Situation, kind: JobKind): Plan | undefined {
  const { pipeline, applications, snapshot } = situation;
  if (!pipeline || pipeline.isEmpty || applications.length === 0) return undefined;
  const { builds, deploys, tests } = pipeline;
  if ({ build: builds, deploy: deploys, test: tests }[kind]) return undefined;
  // What is deployed has to be built.
  if (kind === 'deploy' && !builds) return undefined;
  const yaml = snapshot.yaml(PIPELINE_FILE);
  if (!yaml || yaml.documents.some(({ problems }) => problems.length > 0)) return undefined;
  const plan = planAll(situation, complete(situation, {}), kind);
  return isRefusal(plan) || plan.jobs.length === 0 ? undefined : plan;
}

/** Plans the Dockerfiles of the applications that have none, with what belongs to them. */
export function planImages({ snapshot, applications }: Situation): Plan | Refusal {
  if (applications.length === 0) return { refusal: NO_APPLICATION };
  const files = applications
    .filter(({ dockerfile }) => !dockerfile)
    .flatMap((application) => imageFiles(snapshot, application))
    .map(({ path, text }) => newFile(path, text));
  if (files.length === 0) return { refusal: 'Every application here has a Dockerfile.' };
  return { files, settings: [], remarks: [], jobs: [] };
}

/** @param only the only job that is asked for; undefined for everything */
function planAll(situation: Situation, answers: Answers, only?: JobKind): Plan | Refusal {
  const draft = startDraft(situation, answers, only);
  draft.remarks.push(...unreadFiles(situation));
  if (draft.wants('build')) planImageFiles(draft);
  const rendered = draft.wants('deploy') ? planManifests(draft) : [];
  const settings = settingsFor(draft, rendered);
  const { jobs, problem } = planPipeline(draft, rendered, settings);
  if (problem !== undefined) return { refusal: `${PIPELINE_FILE} is left as it is. ${problem}` };
  draft.remarks.push(
    ...imagesToDeploy(draft),
    ...missingEnvironment(draft),
    ...remainingWork(draft),
    ...testsWithoutDatabase(jobs, situation.applications),
  );
  if (!only) planConfiguration(draft, settings);
  const isNeeded = lacksBuild(situation) || lacksDeployment(situation);
  return {
    files: draft.files.all,
    settings: isNeeded ? settings : [],
    remarks: draft.remarks,
    jobs,
  };
}

function planImageFiles({ situation, files }: Draft): void {
  for (const application of situation.applications)
    for (const { path, text } of imageFiles(situation.snapshot, application)) files.create(path, text);
}

function planConfiguration({ answers, files }: Draft, settings: readonly SettingsVariable[]): void {
  if (files.exists(CONFIGURATION_FILE)) return;
  const registry = answers.registry === 'private' ? answers.image.split('/')[0]! : false;
  const views = settings.map((it) => ({
    ...it,
    hasScope: it.environments.length > 0,
    description: yamlString(it.description),
  }));
  files.create(CONFIGURATION_FILE, fill('pipewright', { settings: views, registry }));
}

function yamlString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
