/** The pipeline's parts as text, each job on its own, so that they can go into a pipeline that is there already. */
import { quoteYaml } from '../text/yaml-quote.ts';
import type { Answers } from './answers.ts';
import type { Application } from './detect/application.ts';
import { fill, type View } from './fill.ts';
import { credentialsFor, settingText, type SettingsVariable } from './settings.ts';
import { VERSIONS } from './versions.ts';

export interface BuiltImage {
  readonly application: Application;
  /** The variable that holds the whole reference. */
  readonly variable: string;
  /** Without the tag. */
  readonly repository: string;
  readonly dockerfile: string;
}

export interface Rendered {
  readonly path: string;
  readonly placeholders: readonly string[];
  /** Whether the command must say the namespace, for want of one in the file. */
  readonly needsNamespace: boolean;
}

export interface AwaitedWorkload {
  readonly kind: string;
  readonly name: string;
  readonly selector: string;
}

/** A job as text with two blanks for a level. */
export interface JobText {
  readonly name: string;
  readonly text: string;
}

const TAGS = {
  'sha-pipeline': {
    tag: '${CI_COMMIT_SHORT_SHA}-${CI_PIPELINE_ID}',
    reason: 'A tag for each commit and pipeline: what runs can be traced back, and no image is written over.',
  },
  sha: { tag: '${CI_COMMIT_SHORT_SHA}', reason: 'A tag for each commit: what runs can be traced back.' },
  'branch-sha': {
    tag: '${CI_COMMIT_REF_SLUG}-${CI_COMMIT_SHORT_SHA}',
    reason: 'A tag for each branch and commit: what runs can be traced back.',
  },
} as const;

/** The image's name without the tag, as the pipeline writes it. */
export function repositoryOf(answers: Answers, application: Application, isAlone: boolean): string {
  const base = answers.registry === 'gitlab' ? '${CI_REGISTRY_IMAGE}' : answers.image;
  return isAlone ? base : `${base}/${application.name.value}`;
}

/** The lines below `variables:`. */
export function composeImageVariables(answers: Answers, images: readonly BuiltImage[]): string {
  const { tag, reason } = TAGS[answers.tag];
  return fill('pipeline/images', {
    tagReason: reason,
    images: images.map(({ variable, repository }) => ({ variable, reference: `${repository}:${tag}` })),
  });
}

export function composeHead(
  answers: Answers,
  images: readonly BuiltImage[],
  settings: readonly SettingsVariable[],
  stages: readonly string[],
  remarks: readonly string[],
): string {
  const { tag, reason } = TAGS[answers.tag];
  const names = images.map(({ application }) => application.name.value);
  const tags = answers.tags.split(/[\s,]+/).filter(Boolean);
  return fill('pipeline/head', {
    subject: names.length === 1 ? `the image of ${names[0]!}` : `the images of ${names.join(', ')}`,
    pronoun: names.length === 1 ? 'it' : 'them',
    hasSettings: settings.length > 0,
    settings: settings.map((it) => ({
      name: it.name,
      description: `${it.description} (${settingText(it)})`,
    })),
    remarks: remarks.map(asComment),
    stages,
    branchRule: branchRule(answers),
    hasTags: tags.length > 0,
    tags,
    tagReason: reason,
    images: images.map(({ variable, repository }) => ({ variable, reference: `${repository}:${tag}` })),
  });
}

/** `$CI_COMMIT_BRANCH == …` */
function branchRule({ branch }: Answers): string {
  return `$CI_COMMIT_BRANCH == ${branch.startsWith('$') ? branch : `"${branch}"`}`;
}

export function composeTests(
  applications: readonly Application[],
  taken: ReadonlySet<string>,
): readonly JobText[] {
  const tested = applications.filter(({ recipe }) => recipe?.test);
  return tested.map((application) => {
    const { folder } = application;
    const test = application.recipe!.test!;
    const values = Object.values(test.variables ?? {}).join('\n');
    // A cache that a variable leads to lies in the project's folder, others in the application's.
    const cachePath = (path: string) =>
      folder === '' || values.includes(`$CI_PROJECT_DIR/${path.split('/')[0]!}`) ? path : `${folder}/${path}`;
    const enter = folder === '' ? [] : [`cd ${shellWord(folder)}`];
    const install = test.install.length > 0 ? [...enter, ...test.install] : [];
    const script = test.install.length > 0 ? test.script : [...enter, ...test.script];
    const job = free(tested.length === 1 ? 'test' : `test-${application.name.value}`, taken);
    const keys = test.cacheKeys.map((key) => yamlText(folder === '' ? key : `${folder}/${key}`));
    const variables = Object.entries(test.variables ?? {});
    return {
      name: job,
      text: fill('pipeline/test', {
        job,
        stage: 'test',
        image: test.image,
        hasVariables: variables.length > 0,
        variables: variables.map(([name, value]) => ({ name, value: yamlText(value) })),
        hasCache: test.cachePaths.length > 0 && keys.length > 0,
        cacheKeys: keys,
        cachePaths: test.cachePaths.map((path) => yamlText(cachePath(path))),
        hasInstall: install.length > 0,
        install: install.map(yamlText),
        script: script.map(yamlText),
      }),
    };
  });
}

export function composeBuilds(
  answers: Answers,
  images: readonly BuiltImage[],
  taken: ReadonlySet<string>,
): readonly JobText[] {
  const isAlone = images.length === 1;
  const { registry, user, password } = credentialsFor(answers);
  const isInsecure = answers.registry === 'private' && answers.insecure === 'yes';
  const daemonOptions = [
    ...(answers.builder === 'dind-plain' ? ['--tls=false'] : []),
    ...(isInsecure ? [`--insecure-registry=${registry}`] : []),
  ];
  const common: View = {
    stage: 'build',
    isDocker: answers.builder === 'dind' || answers.builder === 'dind-plain',
    isTls: answers.builder === 'dind',
    isBuildkit: answers.builder === 'buildkit',
    isBuildah: answers.builder === 'buildah',
    docker: VERSIONS.docker,
    dockerDaemon: VERSIONS.dockerDaemon,
    buildkit: VERSIONS.buildkit,
    buildah: VERSIONS.buildah,
    hasDaemonOptions: daemonOptions.length > 0,
    daemonOptions,
    isInsecure,
    branchRule: branchRule(answers),
    registry,
    user,
    password,
  };
  const jobs: JobText[] = [];
  const job = (name: string, view: View) =>
    jobs.push({ name, text: fill('pipeline/build', { ...common, job: name, ...view }) });
  if (!isAlone) job('.build', { isBody: true });
  for (const image of images)
    job(free(isAlone ? 'build' : `build-${image.application.name.value}`, taken), {
      ...(isAlone ? { isBody: true } : { extends: '.build' }),
      image: imageView(image),
    });
  return jobs;
}

function imageView({ application, variable, repository, dockerfile }: BuiltImage): View {
  const context = application.folder === '' ? '.' : application.folder;
  const slash = dockerfile.lastIndexOf('/');
  const folder = slash < 0 ? '.' : dockerfile.slice(0, slash);
  const name = dockerfile.slice(slash + 1);
  const isDefault = folder === context && name === 'Dockerfile';
  return {
    variable,
    repository,
    context: shellWord(context),
    dockerfile: isDefault ? false : shellWord(dockerfile),
    dockerfileFolder: shellWord(folder),
    dockerfileName: name === 'Dockerfile' ? false : shellWord(name),
  };
}

export interface DeployNeeds {
  readonly rendered: readonly Rendered[];
  readonly workloads: readonly AwaitedWorkload[];
  readonly pullSecret: string;
  /** The build jobs that have to be through. */
  readonly needs: readonly string[];
  /** Further variables of the jobs. */
  readonly variables: Readonly<Record<string, string>>;
}

export function composeDeploys(
  answers: Answers,
  deploy: DeployNeeds,
  taken: ReadonlySet<string>,
): readonly JobText[] {
  const { registry, pullUser, pullPassword } = credentialsFor(answers);
  const common: View = {
    stage: 'deploy',
    kubectl: VERSIONS.kubectl,
    branchRule: branchRule(answers),
    isFileKubeconfig: answers.kubeconfig === 'file',
    isVariableKubeconfig: answers.kubeconfig === 'variable',
    isAgentKubeconfig: answers.kubeconfig === 'agent',
    isGitlabRegistry: answers.registry === 'gitlab',
    hasPullSecret: true,
    pullSecret: deploy.pullSecret,
    registry,
    pullUser,
    pullPassword,
    manifests: deploy.rendered.map(({ path, placeholders, needsNamespace }) => ({
      path: shellWord(path),
      list: placeholders.map((name) => `\${${name}}`).join(' '),
      needsNamespace,
    })),
    workloads: deploy.workloads.map((workload) => ({
      ...workload,
      isUndone: answers.rollout === 'undo',
      isAwaited: answers.rollout === 'wait',
    })),
  };
  const shared: Record<string, string> = {
    ...(answers.kubeconfig === 'variable' && { KUBECONFIG: '/tmp/kubeconfig' }),
    ...(answers.kubeconfig === 'agent' && { KUBE_CONTEXT: answers.agent }),
    ...deploy.variables,
  };
  const jobs: JobText[] = [];
  const job = (name: string, variables: Readonly<Record<string, string>>, view: View) =>
    jobs.push({
      name,
      text: fill('pipeline/deploy', {
        ...common,
        job: name,
        hasVariables: Object.keys(variables).length > 0,
        variables: Object.entries(variables).map(([key, value]) => ({ name: key, value: yamlText(value) })),
        ...view,
      }),
    });
  const url =
    answers.exposure === 'ingress' &&
    answers.host !== '' &&
    deploy.rendered.some(({ placeholders }) => placeholders.includes('HOST'));
  const environment = (name: string, isAutomatic: boolean, needs: readonly string[]): View => ({
    isWhole: true,
    environment: name,
    isAutomatic,
    url: url ? 'https://$HOST' : false,
    hasNeeds: needs.length > 0,
    needs,
  });
  const isAutomatic = answers.deploy === 'automatic';
  if (answers.environments === 'production') {
    job(
      free('deploy', taken),
      { ...shared, ...environmentVariables(answers, deploy, 'production') },
      {
        ...environment('production', isAutomatic, deploy.needs),
        isBody: true,
        hasOwnNamespace: answers.namespace !== 'default',
      },
    );
    return jobs;
  }
  const staging = free('deploy-staging', taken);
  job('.deploy', shared, { isBody: true, hasOwnNamespace: true });
  job(staging, environmentVariables(answers, deploy, 'staging'), {
    ...environment('staging', true, deploy.needs),
    extends: '.deploy',
  });
  job(free('deploy-production', taken), environmentVariables(answers, deploy, 'production'), {
    ...environment('production', isAutomatic, [...deploy.needs, staging]),
    extends: '.deploy',
  });
  return jobs;
}

/** What is different in each environment. */
function environmentVariables(
  answers: Answers,
  { rendered }: DeployNeeds,
  environment: 'staging' | 'production',
): Readonly<Record<string, string>> {
  const names = new Set(rendered.flatMap(({ placeholders }) => placeholders));
  const isStaging = environment === 'staging';
  const port = Number(answers.port);
  return {
    NAMESPACE: isStaging ? `${answers.namespace}-staging` : answers.namespace,
    ...(names.has('HOST') &&
      answers.exposure === 'ingress' && { HOST: isStaging ? `staging.${answers.host}` : answers.host }),
    // A port of the nodes can be had once.
    ...(names.has('NODE_PORT') && {
      NODE_PORT: String(isStaging ? (port < 32_767 ? port + 1 : port - 1) : port),
    }),
  };
}

/** A name that no job has yet. */
function free(name: string, taken: ReadonlySet<string>): string {
  let result = name;
  for (let count = 2; taken.has(result); count++) result = `${name}-${count}`;
  return result;
}

/** A text as a plain scalar where YAML reads it as itself, else in quotes. */
function yamlText(text: string): string {
  const isPlain =
    /^[A-Za-z./$_][^#]*$/.test(text) && !/:(?:\s|$)|\s$|^(?:true|false|yes|no|on|off|null|~)$/i.test(text);
  return isPlain ? text : /^\d+$/.test(text) ? `"${text}"` : quoteYaml(text);
}

/** A word as the shell takes it whole. */
function shellWord(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A sentence as lines of a comment at most 110 characters wide, the first one without its `# `. */
function asComment(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (line.length + word.length > 106) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.join('\n# ');
}
