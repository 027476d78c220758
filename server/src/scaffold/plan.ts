/**
 * What is to be written: new files, and additions to those that are there. Pure over the project; nothing is
 * written here, and what exists is never replaced.
 */
import { lineEndOf } from '../text/line-style.ts';
import { applyEdits, type TextEdit } from '../text/edit.ts';
import { folderOf } from '../text/path.ts';
import { insertPodField } from '../kubernetes/insert-field.ts';
import { CONFIGURATION_FILE } from '../project/configuration.ts';
import { RuleEngine } from '../rules/engine.ts';
import { FIRST_FAMILIES, loadRules } from '../rules/load.ts';
import type { Answers, PartialAnswers } from './answers.ts';
import { composeManifest, placeholdersIn } from './compose-manifest.ts';
import {
  composeBuilds,
  composeDeploys,
  composeHead,
  composeImageVariables,
  composeTests,
  repositoryOf,
  type AwaitedWorkload,
  type BuiltImage,
  type JobText,
  type Rendered,
} from './compose-pipeline.ts';
import type { Application } from './detect/application.ts';
import { extendPipeline } from './extend-pipeline.ts';
import { fill } from './fill.ts';
import { imageFiles, inFolder } from './image-files.ts';
import { complete, hasWorkload } from './questions.ts';
import { settingsFor, type SettingsVariable } from './settings.ts';
import { PIPELINE_FILE, type KnownManifest, type KnownWorkload, type Situation } from './situation.ts';

export interface PlannedFile {
  readonly path: string;
  /** Undefined for a file that is new. */
  readonly before?: string;
  readonly after: string;
  /** What makes `after` of `before`. */
  readonly edits: readonly TextEdit[];
}

export interface Plan {
  readonly files: readonly PlannedFile[];
  readonly settings: readonly SettingsVariable[];
  /** What somebody still has to know or do. */
  readonly remarks: readonly string[];
  /** The names of the jobs that are added. */
  readonly jobs: readonly string[];
}

/** A job that is added by itself. */
export type JobKind = 'test' | 'build' | 'deploy';

/** Why nothing can be generated. */
export interface Refusal {
  readonly refusal: string;
}

export function isRefusal(result: Plan | Refusal): result is Refusal {
  return 'refusal' in result;
}

const NO_APPLICATION =
  'No application was found here: nothing that starts a program, and no Dockerfile. Add a Dockerfile, or generate in the folder that the application is in.';
const DEPLOY_TOKEN =
  'The cluster pulls the image with a deploy token: create one named gitlab-deploy-token, with the scope read_registry, in Settings > Repository.';
const PULL_SECRET = 'registry-credentials';

/** Plans what the answers ask for; questions without an answer get their guesses. */
export async function makePlan(situation: Situation, given: PartialAnswers): Promise<Plan | Refusal> {
  if (situation.applications.length === 0) return { refusal: NO_APPLICATION };
  const fault = await faultOf(situation);
  return fault ? { refusal: fault } : new Planner(situation, complete(situation, given)).plan();
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
  const plan = new Planner(situation, complete(situation, {}), kind).plan();
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

function newFile(path: string, after: string): PlannedFile {
  return { path, after, edits: [{ range: { start: 0, end: 0 }, newText: after }] };
}

/** The first thing that makes GitLab refuse the pipeline that is there. */
async function faultOf({ snapshot, pipeline }: Situation): Promise<string | undefined> {
  if (snapshot.unreadable(PIPELINE_FILE))
    return `${PIPELINE_FILE} cannot be read (${snapshot.unreadable(PIPELINE_FILE)!.reason}): it is left as it is.`;
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

class Planner {
  readonly #situation: Situation;
  readonly #answers: Answers;
  /** The only job that is asked for; undefined for everything. */
  readonly #only: JobKind | undefined;
  readonly #files: PlannedFile[] = [];
  readonly #jobs: string[] = [];
  readonly #remarks: string[] = [];
  readonly #images: readonly BuiltImage[];
  readonly #builds: boolean;
  readonly #deploys: boolean;

  constructor(situation: Situation, answers: Answers, only?: JobKind) {
    this.#situation = situation;
    this.#only = only;
    this.#answers = answers;
    this.#builds = situation.pipeline?.builds !== true;
    this.#deploys = situation.pipeline?.deploys !== true;
    const { applications } = situation;
    this.#images = applications.map((application) => ({
      application,
      variable: this.#variableFor(application),
      repository: repositoryOf(answers, application, applications.length === 1),
      dockerfile: application.dockerfile?.value ?? inFolder(application, 'Dockerfile'),
    }));
  }

  plan(): Plan | Refusal {
    this.#remarks.push(...unreadableFiles(this.#situation));
    const { applications, snapshot } = this.#situation;
    if (this.#wants('build'))
      for (const file of applications.flatMap((application) => imageFiles(snapshot, application)))
        this.#create(file.path, file.text);
    const rendered = this.#wants('deploy')
      ? [...this.#planKnownManifests(), ...this.#planNewManifests()]
      : [];
    const settings = this.#settings(rendered);
    const problem = this.#planPipeline(rendered, settings);
    if (problem !== undefined) return { refusal: `${PIPELINE_FILE} is left as it is. ${problem}` };
    if (!this.#only && !this.#exists(CONFIGURATION_FILE)) {
      const host = this.#answers.registry === 'private' ? this.#answers.image.split('/')[0]! : false;
      const views = settings.map((it) => ({ ...it, description: yamlString(it.description) }));
      this.#create(CONFIGURATION_FILE, fill('pipewright', { settings: views, registry: host }));
    }
    const needed = this.#builds || this.#deploys;
    return {
      files: this.#files,
      settings: needed ? settings : [],
      remarks: this.#remarks,
      jobs: this.#jobs,
    };
  }

  #wants(kind: JobKind): boolean {
    return this.#only === undefined || this.#only === kind;
  }

  #planKnownManifests(): readonly Rendered[] {
    for (const { application, variable } of this.#images) {
      const found = this.#workloadOf(application);
      if (found) this.#addPullSecret(found.manifest, found.workload);
      if (!found?.workload.image || found.workload.imageVariable !== undefined) continue;
      const { manifest, workload } = found;
      if (workload.image!.value.includes('$')) {
        this.#remarks.push(
          `${manifest.path} puts its image together from several variables: set them so that they give what the build job pushes.`,
        );
        continue;
      }
      const place = this.#situation.snapshot.locate(workload.image!);
      if (!place) continue;
      const quote = workload.image!.style === 'double' ? '"' : workload.image!.style === 'single' ? "'" : '';
      this.#change(manifest.path, [{ range: place.range, newText: `${quote}\${${variable}}${quote}` }]);
    }
    return this.#situation.manifests.map(({ path, placeholders, hasNamespaces, workloads }) => {
      const owned = this.#images.filter(
        ({ application }) => this.#workloadOf(application)?.manifest.path === path,
      );
      const names = new Set([
        ...placeholders,
        ...(workloads.length > 0 ? owned.map(({ variable }) => variable) : []),
      ]);
      return { path, placeholders: [...names], needsNamespace: !hasNamespaces };
    });
  }

  /** The pods name the secret that the deploy job creates. */
  #addPullSecret({ path }: KnownManifest, { withoutPullSecret }: KnownWorkload): void {
    if (!withoutPullSecret || !this.#deploys) return;
    const edit = insertPodField(withoutPullSecret, ['imagePullSecrets'], [{ name: this.#pullSecret }]);
    const place = edit && this.#situation.snapshot.locate(edit.at);
    if (place?.path === path) this.#change(path, [{ range: place.range, newText: edit!.newText }]);
  }

  #planNewManifests(): readonly Rendered[] {
    const missing = this.#images.filter(({ application }) => !this.#workloadOf(application));
    // With manifests that are there, one application alone is what they run.
    if (this.#images.length === 1 && this.#known.length > 0) return [];
    const main = mainOf(missing.map(({ application }) => application));
    return missing.map(({ application, variable, dockerfile }) => {
      const path = this.#freePath(`k8s/${application.name.value}.yaml`);
      const isRestricted = application.dockerfile
        ? runsAsNumber(this.#situation.snapshot.text(dockerfile)?.text)
        : true;
      this.#create(
        path,
        composeManifest(this.#answers, {
          application,
          imageVariable: variable,
          pullSecret: this.#pullSecret,
          isMain: application === main,
          isRestricted,
        }),
      );
      return { path, placeholders: placeholdersIn(this.#answers, variable), needsNamespace: false };
    });
  }

  get #known(): readonly { readonly manifest: KnownManifest; readonly workload: KnownWorkload }[] {
    return this.#situation.manifests.flatMap((manifest) =>
      manifest.workloads.map((workload) => ({ manifest, workload })),
    );
  }

  /** The workload that runs an application, as far as the manifests tell. */
  #workloadOf(application: Application): { manifest: KnownManifest; workload: KnownWorkload } | undefined {
    const known = this.#known;
    const named = known.find(({ workload }) => hasWorkload([workload], application.name.value));
    if (named || this.#situation.applications.length > 1) return named;
    return known.length === 1 ? known[0] : known.find(({ workload }) => workload.imageVariable !== undefined);
  }

  #variableFor(application: Application): string {
    const known = this.#workloadOf(application)?.workload.imageVariable;
    if (known !== undefined) return known;
    if (this.#situation.applications.length === 1) return 'DOCKER_IMAGE';
    return `${application.name.value.toUpperCase().replaceAll('-', '_')}_IMAGE`;
  }

  get #pullSecret(): string {
    return this.#known.map(({ workload }) => workload.pullSecret).find(Boolean) ?? PULL_SECRET;
  }

  #settings(rendered: readonly Rendered[]): readonly SettingsVariable[] {
    const { pipeline, snapshot } = this.#situation;
    const defined = new Set([
      ...this.#images.map(({ variable }) => variable),
      ...placeholdersIn(this.#answers, ''),
      ...(pipeline?.pipeline.variables.keys() ?? []),
    ]);
    const missing = rendered.flatMap(({ path, placeholders }) =>
      placeholders
        .filter((name) => !defined.has(name) && !/^(?:CI|GITLAB)_/.test(name))
        .map((name) => ({ name, path })),
    );
    const known = snapshot.configuration.variables;
    const first = missing.filter((it, at) => missing.findIndex(({ name }) => name === it.name) === at);
    return settingsFor(
      this.#answers,
      { builds: this.#builds, deploys: this.#deploys },
      first.filter(({ name }) => !known?.has(name)),
    );
  }

  /** @returns why the pipeline cannot be written */
  #planPipeline(rendered: readonly Rendered[], settings: readonly SettingsVariable[]): string | undefined {
    const { pipeline: known, applications, snapshot } = this.#situation;
    const answers = this.#answers;
    const taken = new Set([
      ...(known?.pipeline.jobs.keys() ?? []),
      ...(known?.pipeline.hiddenJobs.keys() ?? []),
    ]);
    const isTested = known?.tests === true || answers.test !== 'yes' || !this.#wants('test');
    const tests = isTested ? [] : composeTests(applications, taken);
    const isBuilt = this.#builds && this.#wants('build');
    const builds = isBuilt ? composeBuilds(answers, this.#images, taken) : [];
    const isDeployed = this.#deploys && this.#wants('deploy');
    const deploys = isDeployed ? this.#composeDeploys(rendered, builds, taken) : [];
    const jobs = [...tests, ...builds, ...deploys];
    this.#jobs.push(...jobs.map(({ name }) => name));
    if (jobs.length === 0) return undefined;
    const stages = [
      ...(tests.length > 0 ? ['test'] : []),
      ...(builds.length > 0 ? ['build'] : []),
      ...(deploys.length > 0 ? ['deploy'] : []),
    ];
    const text = jobs.map((job) => job.text).join('\n');
    if (known && !known.isEmpty) {
      if (!known.pipeline.isComplete)
        this.#remarks.push(
          'The pipeline includes files that are not here: look whether they bring such jobs already.',
        );
      const variables = isBuilt ? composeImageVariables(answers, this.#undefinedImages()) : '';
      const edits = extendPipeline(snapshot, known.pipeline, {
        stages,
        variables: this.#undefinedImages().length > 0 ? variables : '',
        jobs,
      });
      if (typeof edits === 'string') return edits;
      this.#change(PIPELINE_FILE, edits);
      return undefined;
    }
    const remarks = answers.registry === 'gitlab' ? [DEPLOY_TOKEN] : [];
    this.#remarks.push(...remarks);
    const whole = `${composeHead(answers, this.#images, settings, stages, remarks)}\n${text}`;
    const before = snapshot.text(PIPELINE_FILE)?.text;
    if (before === undefined) this.#create(PIPELINE_FILE, whole);
    else {
      const lineEnd = lineEndOf(before);
      const gap = before === '' || before.endsWith('\n') ? '' : lineEnd;
      this.#change(PIPELINE_FILE, [
        {
          range: { start: before.length, end: before.length },
          newText: gap + whole.replaceAll('\n', lineEnd),
        },
      ]);
    }
    return undefined;
  }

  /** The images that no variable of the pipeline holds yet. */
  #undefinedImages(): readonly BuiltImage[] {
    const variables = this.#situation.pipeline?.pipeline.variables;
    return this.#images.filter(({ variable }) => variables?.has(variable) !== true);
  }

  #composeDeploys(
    rendered: readonly Rendered[],
    builds: readonly JobText[],
    taken: ReadonlySet<string>,
  ): readonly JobText[] {
    const known = this.#situation.pipeline;
    const variables = this.#builds ? {} : this.#imagesThatArePushed();
    if (variables === undefined) {
      this.#remarks.push(
        `How the build job names its image cannot be taken over: put the name into a global variable ${this.#images[0]!.variable}, use it in the build job, and generate again.`,
      );
      return [];
    }
    const fresh = this.#files.some(({ path, before }) => path.startsWith('k8s/') && before === undefined);
    const workloads: AwaitedWorkload[] = [
      ...this.#known.map(({ workload: { kind, name, selector } }) => ({ kind, name, selector })),
      ...(fresh ? this.#images : [])
        .filter(({ application }) => !this.#workloadOf(application))
        .map(({ application: { name } }) => ({
          kind: 'deployment',
          name: name.value,
          selector: `app.kubernetes.io/name=${name.value}`,
        })),
    ];
    return composeDeploys(
      this.#answers,
      {
        rendered,
        workloads,
        pullSecret: this.#pullSecret,
        needs: this.#builds
          ? builds.map(({ name }) => name).filter((name) => !name.startsWith('.'))
          : (known?.buildJobs ?? []),
        variables,
      },
      taken,
    );
  }

  /** What the jobs that are there push, as variables of the deploy job; undefined where that is not to be told. */
  #imagesThatArePushed(): Readonly<Record<string, string>> | undefined {
    const { pipeline } = this.#situation;
    const [pushed, ...others] = pipeline?.pushedImages ?? [];
    const variable = this.#images[0]!.variable;
    const globals = pipeline!.pipeline.variables;
    if (this.#images.every((image) => globals.has(image.variable))) return {};
    if (pushed === undefined || others.length > 0 || this.#images.length > 1) return undefined;
    const names = [...pushed.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)].map(([, braced, bare]) => braced ?? bare!);
    const isTakenOver =
      !/[`(]|\$\{\w+[^\w}]/.test(pushed) && names.every((name) => /^CI_/.test(name) || globals.has(name));
    return isTakenOver ? { [variable]: pushed } : undefined;
  }

  #exists(path: string): boolean {
    return this.#situation.snapshot.exists(path) !== false;
  }

  #freePath(path: string): string {
    let result = path;
    // In a project that is not listed wholly every path may exist: whoever writes it finds out.
    const { snapshot } = this.#situation;
    for (let count = 2; snapshot.exists(result) === true; count++)
      result = path.replace(/(?=\.yaml$)/, `-${count}`);
    return result;
  }

  #create(path: string, after: string): void {
    this.#files.push(newFile(path, after));
  }

  #change(path: string, edits: readonly TextEdit[]): void {
    const earlier = this.#files.findIndex((file) => file.path === path);
    const all = [...(earlier < 0 ? [] : this.#files[earlier]!.edits), ...edits];
    const before = this.#situation.snapshot.text(path)!.text;
    const file = { path, before, after: applyEdits(before, all), edits: all };
    if (earlier < 0) this.#files.push(file);
    else this.#files[earlier] = file;
  }
}

/** Files that would have told something about an application, and could not be read. */
function unreadableFiles({ snapshot, applications }: Situation): readonly string[] {
  const isBeside = (path: string) => applications.some(({ folder }) => folderOf(path) === folder);
  return [...snapshot.paths()].flatMap((path) => {
    const state = isBeside(path) ? snapshot.unreadable(path) : undefined;
    return state?.kind === 'unreadable'
      ? [`${path} cannot be read (${state.reason}): what it says was not taken into account.`]
      : [];
  });
}

/** The application that people look at: the front end, where there is one. */
function mainOf(applications: readonly Application[]): Application | undefined {
  const isFrontEnd = ({ recipe }: Application) => recipe?.user === 101;
  return applications.find(isFrontEnd) ?? applications[0];
}

/** Whether a Dockerfile's last user is a number other than root's: only of such Kubernetes knows that it is not root. */
function runsAsNumber(dockerfile: string | undefined): boolean {
  const user = [...(dockerfile ?? '').matchAll(/^\s*USER\s+(\S+)/gim)].at(-1)?.[1];
  return user !== undefined && /^[1-9]\d*(?::\d+)?$/.test(user);
}

function yamlString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
