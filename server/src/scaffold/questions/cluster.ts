/** Which cluster it is deployed to, and when. */
import { lacksDeployment, type Situation } from '../situation.ts';
import { sourceText } from '../detect/fact.ts';
import type { Migration } from '../detect/migration.ts';
import { isMigrated } from '../plan/workloads.ts';
import { YES_NO, type QuestionKind } from './question.ts';

export const CLUSTER: readonly QuestionKind[] = [
  {
    id: 'environments',
    title: 'Where is it deployed to?',
    choices: [
      { value: 'production', label: 'Production' },
      {
        value: 'staging-production',
        label: 'Staging, then production',
        detail: 'Staging by itself, each in a namespace of its own',
      },
    ],
    isAsked: lacksDeployment,
    guess: () => 'production',
  },
  {
    id: 'deploy',
    title: 'What starts the deployment to production?',
    choices: [
      { value: 'manual', label: 'Somebody', detail: 'A button in the pipeline' },
      { value: 'automatic', label: 'Each push to the branch' },
    ],
    isAsked: lacksDeployment,
    guess: () => 'manual',
  },
  {
    id: 'migrate',
    title: 'Bring the database up to date before?',
    choices: YES_NO,
    isAsked: (situation) => lacksDeployment(situation) && migrationOf(situation) !== undefined,
    guess: (situation) => {
      const migration = migrationOf(situation);
      return migration
        ? { value: 'yes', reason: `${migration.value.join(' ')}, by ${sourceText(migration)!}` }
        : 'no';
    },
  },
  {
    id: 'kubeconfig',
    title: 'How does the job get at the cluster?',
    choices: [
      { value: 'file', label: 'A variable of type File', detail: 'KUBECONFIG: kubectl finds it by itself' },
      {
        value: 'variable',
        label: 'A variable with the text',
        detail: 'KUBECONFIG_CONTENT: the job writes it into a file and removes it',
      },
      { value: 'agent', label: 'The GitLab agent for Kubernetes', detail: 'No kubeconfig at all' },
    ],
    isAsked: lacksDeployment,
    guess: () => 'file',
  },
  {
    id: 'agent',
    title: 'Which agent?',
    placeholder: 'path/of/the/project:name-of-the-agent',
    isAsked: (situation, { kubeconfig }) => lacksDeployment(situation) && kubeconfig === 'agent',
    guess: ({ snapshot }) => {
      const agent = [...snapshot.paths()].flatMap(
        (path) => /^\.gitlab\/agents\/([^/]+)\/config\.yaml$/.exec(path)?.[1] ?? [],
      )[0];
      return agent === undefined
        ? '$CI_PROJECT_PATH:production'
        : { value: `$CI_PROJECT_PATH:${agent}`, reason: `.gitlab/agents/${agent}/config.yaml` };
    },
    problem: (value) =>
      /^[\w./$-]+:[\w.-]+$/.test(value)
        ? undefined
        : "The path of the agent's project, a colon, and the agent's name.",
  },
  {
    id: 'namespace',
    title: 'Which namespace?',
    placeholder: 'a name of lower case letters, digits and hyphens',
    isAsked: (situation) => lacksDeployment(situation) && fixedNamespace(situation) === undefined,
    guess: (situation) => {
      const fixed = fixedNamespace(situation);
      if (fixed !== undefined) return { value: fixed.value, reason: fixed.reason };
      const { applications } = situation;
      return applications.length > 1 || !applications[0] ? 'default' : applications[0].name.value;
    },
    problem: (value) =>
      /^[a-z0-9](?:[a-z0-9-]{0,50}[a-z0-9])?$/.test(value)
        ? undefined
        : 'Lower case letters, digits and hyphens.',
  },
];

/** The first one that the deploy job can run. */
function migrationOf(situation: Situation): Migration | undefined {
  return situation.applications.find((application) => isMigrated(situation, application))?.migration;
}

/** The namespace that the manifests write out: nothing else can be chosen. */
export function fixedNamespace({ manifests }: Situation): { value: string; reason: string } | undefined {
  const first = manifests.find(({ namespace, workloads }) => namespace !== undefined && workloads.length > 0);
  return first && { value: first.namespace!, reason: first.path };
}
