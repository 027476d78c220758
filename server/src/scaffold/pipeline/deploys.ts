/** The jobs that deploy: one for each environment. */
import type { Answers } from '../answers.ts';
import { environmentSecretOf } from '../compose-manifest.ts';
import type { Application } from '../detect/application.ts';
import { fill, type View } from '../fill.ts';
import { credentialsFor } from '../credentials.ts';
import { VERSIONS } from '../versions.ts';
import { branchRule, freeJobName, shellWord, yamlText, type JobText } from './job-text.ts';

/** A manifest that the job renders and applies. */
export interface Rendered {
  readonly path: string;
  readonly placeholders: readonly string[];
  /** Whether the command must say the namespace, for want of one in the file. */
  readonly needsNamespace: boolean;
  /** The Jobs that it holds: they are made anew and waited for. */
  readonly jobs: readonly string[];
  /** The application whose Deployment the plan writes in it. */
  readonly runs?: Application;
}

export interface AwaitedWorkload {
  readonly kind: string;
  readonly name: string;
  /** `key=value` */
  readonly selector: string;
  /** Whether its image is one of those that the pipeline builds. */
  readonly isBuilt: boolean;
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

type Environment = 'staging' | 'production';
type Variables = Readonly<Record<string, string>>;

/** @param taken the names of jobs that are there */
export function composeDeploys(
  answers: Answers,
  deploy: DeployNeeds,
  taken: ReadonlySet<string>,
): readonly JobText[] {
  const common = clusterView(answers, deploy);
  const compose = (name: string, variables: Variables, view: View): JobText => ({
    name,
    text: fill('pipeline/deploy', {
      ...common,
      job: name,
      hasVariables: Object.keys(variables).length > 0,
      variables: Object.entries(variables).map(([key, value]) => ({ name: key, value: yamlText(value) })),
      ...view,
    }),
  });
  const shared: Variables = {
    ...(answers.kubeconfig === 'variable' && { KUBECONFIG: '/tmp/kubeconfig' }),
    ...(answers.kubeconfig === 'agent' && { KUBE_CONTEXT: answers.agent }),
    ...deploy.variables,
  };
  const own = (environment: Environment) => environmentVariables(answers, deploy, environment);
  const view = (environment: Environment, needs: readonly string[]) =>
    environmentView(answers, deploy, environment, needs);
  if (answers.environments === 'production')
    return [
      compose(
        freeJobName('deploy', taken),
        { ...shared, ...own('production') },
        {
          ...view('production', deploy.needs),
          isBody: true,
          hasOwnNamespace: answers.namespace !== 'default',
        },
      ),
    ];
  const staging = freeJobName('deploy-staging', taken);
  return [
    compose('.deploy', shared, { isBody: true, hasOwnNamespace: true }),
    compose(staging, own('staging'), { ...view('staging', deploy.needs), extends: '.deploy' }),
    compose(freeJobName('deploy-production', taken), own('production'), {
      ...view('production', [...deploy.needs, staging]),
      extends: '.deploy',
    }),
  ];
}

/** What the job does, in whatever environment. */
function clusterView(answers: Answers, deploy: DeployNeeds): View {
  const { registry, pullUser, pullPassword } = credentialsFor(answers);
  return {
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
    manifests: deploy.rendered.map(({ path, placeholders, needsNamespace, jobs }) => ({
      path: shellWord(path),
      list: placeholders.map((name) => `\${${name}}`).join(' '),
      needsNamespace,
      hasJobs: jobs.length > 0,
      jobs,
    })),
    ...secretsView(deploy),
    ...rolloutView(answers, deploy.workloads),
  };
}

/** Several are undone together: they were built of one commit, and may not do with each other's other versions. */
function rolloutView({ rollout }: Answers, workloads: readonly AwaitedWorkload[]): View {
  const built = workloads.filter(({ isBuilt }) => isBuilt);
  const isTogether = rollout === 'undo' && workloads.length > 1;
  return {
    isTogether,
    undone: (built.length > 0 ? built : workloads).map(({ kind, name }) => `${kind}/${name}`).join(' '),
    workloads: workloads.map((workload) => ({
      ...workload,
      isUndone: rollout === 'undo' && !isTogether,
      isAwaited: rollout === 'wait',
      isTogether,
    })),
  };
}

/** What the applications take from their environment: checked, and handed on as Secrets. */
function secretsView({ rendered }: DeployNeeds): View {
  const applications = rendered.flatMap(({ runs }) => (runs && runs.environment.length > 0 ? [runs] : []));
  const required = new Set(applications.flatMap(({ environment }) => environment.map(({ name }) => name)));
  return {
    hasRequired: required.size > 0,
    required: [...required].map((name) => ({
      check: `\${${name}:?Set it in Settings > CI/CD > Variables.}`,
    })),
    secrets: applications.map((application) => ({
      application: application.name.value,
      secret: environmentSecretOf(application),
      names: application.environment.map(({ name }) => name),
    })),
  };
}

/** Staging is deployed by itself; production as the answers say. */
function environmentView(
  answers: Answers,
  { rendered }: DeployNeeds,
  environment: Environment,
  needs: readonly string[],
): View {
  const hasHost =
    answers.exposure === 'ingress' &&
    answers.host !== '' &&
    rendered.some(({ placeholders }) => placeholders.includes('HOST'));
  return {
    isWhole: true,
    environment,
    isAutomatic: environment === 'staging' || answers.deploy === 'automatic',
    url: hasHost ? 'https://$HOST' : false,
    hasNeeds: needs.length > 0,
    needs,
  };
}

/** What is different in each environment. */
function environmentVariables(
  answers: Answers,
  { rendered }: DeployNeeds,
  environment: Environment,
): Variables {
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
