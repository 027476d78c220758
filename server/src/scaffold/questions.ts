/** What is asked before anything is written: only what the project cannot say, each with a guess and where it is from. */
import { sourceText } from './detect/fact.ts';
import type { Answers, PartialAnswers, QuestionId } from './answers.ts';
import type { Situation } from './situation.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly detail?: string;
}

export interface Question {
  readonly id: QuestionId;
  readonly title: string;
  /** Absent for a text that is typed. */
  readonly choices?: readonly Choice[];
  /** What a typed text looks like. */
  readonly placeholder?: string;
  readonly guess: string;
  /** Where the guess is from, or why it is made. */
  readonly reason?: string;
}

interface QuestionKind {
  readonly id: QuestionId;
  readonly title: string;
  readonly choices?: readonly Choice[];
  readonly placeholder?: string;
  /** Whether it makes a difference, by the answers before it. */
  readonly isAsked?: (situation: Situation, answers: Answers) => boolean;
  readonly guess: (situation: Situation, answers: Answers) => string | { value: string; reason: string };
  /** What is wrong with a typed text. */
  readonly problem?: (value: string) => string | undefined;
}

const YES_NO: readonly Choice[] = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];

/** Whether everything that runs is written down already. */
export function needsManifests({ applications, manifests }: Situation): boolean {
  const workloads = manifests.flatMap((manifest) => manifest.workloads);
  return (
    workloads.length === 0 ||
    (applications.length > 1 && applications.some((it) => !hasWorkload(workloads, it.name.value)))
  );
}

/** Whether one of the workloads runs an application. */
export function hasWorkload(workloads: readonly { readonly name: string }[], application: string): boolean {
  return workloads.some(({ name }) => name === application || name.startsWith(`${application}-`));
}

function builds({ pipeline }: Situation): boolean {
  return pipeline?.builds !== true;
}

function deploys({ pipeline }: Situation): boolean {
  return pipeline?.deploys !== true;
}

const QUESTIONS: readonly QuestionKind[] = [
  {
    id: 'builder',
    title: 'What builds the image?',
    choices: [
      {
        value: 'dind',
        label: 'Docker-in-Docker with TLS',
        detail: 'On GitLab.com and runners that share /certs/client; needs a privileged runner',
      },
      {
        value: 'dind-plain',
        label: 'Docker-in-Docker without TLS',
        detail: 'On a Kubernetes runner, where daemon and job share a Pod; needs a privileged runner',
      },
      {
        value: 'buildkit',
        label: 'BuildKit, rootless',
        detail: 'No daemon and no privileged runner; keeps its layers in the registry',
      },
      { value: 'buildah', label: 'Buildah', detail: 'No daemon and no privileged runner; slower' },
    ],
    isAsked: builds,
    guess: () => 'dind',
  },
  {
    id: 'registry',
    title: 'Where does the image go?',
    choices: [
      {
        value: 'gitlab',
        label: "This project's registry on GitLab",
        detail: 'The job may push to it without a password of yours',
      },
      {
        value: 'private',
        label: 'Another registry',
        detail: 'With a user and a password as CI/CD variables',
      },
    ],
    isAsked: builds,
    guess: (situation) => {
      const host = privateRegistry(situation);
      return host ? { value: 'private', reason: host.reason } : 'gitlab';
    },
  },
  {
    id: 'image',
    title: 'What is the image called there?',
    placeholder: 'registry.example.com/team/application',
    isAsked: (situation, { registry }) => builds(situation) && registry === 'private',
    guess: (situation) => {
      const found = privateRegistry(situation);
      const name = situation.applications.length === 1 ? `/${situation.applications[0]!.name.value}` : '';
      return found
        ? { value: found.image ?? `${found.host}/team${name}`, reason: found.reason }
        : `registry.example.com/team${name}`;
    },
    problem: (value) =>
      /^[a-z0-9.-]+(?::\d+)?\/[a-z0-9._/-]*[a-z0-9]$/.test(value)
        ? undefined
        : 'The host of the registry, then a path in lower case, without a tag: registry.example.com/team/application',
  },
  {
    id: 'insecure',
    title: 'Does the registry do without TLS, or with a certificate that nobody trusts?',
    choices: YES_NO,
    isAsked: (situation, { registry }) => builds(situation) && registry === 'private',
    guess: () => 'no',
  },
  {
    id: 'tag',
    title: 'What is each image tagged with?',
    choices: [
      {
        value: 'sha-pipeline',
        label: 'Commit and pipeline',
        detail: '56cc4792-8612: can be traced back, and is never written over',
      },
      { value: 'sha', label: 'Commit', detail: '56cc4792: the same commit built again writes over it' },
      { value: 'branch-sha', label: 'Branch and commit', detail: 'main-56cc4792' },
    ],
    isAsked: builds,
    guess: () => 'sha-pipeline',
  },
  {
    id: 'branch',
    title: 'Which branch is built and deployed?',
    placeholder: '$CI_DEFAULT_BRANCH is the default branch, whatever it is called',
    guess: () => '$CI_DEFAULT_BRANCH',
    problem: (value) =>
      /^(?:\$CI_DEFAULT_BRANCH|[\w./-]+)$/.test(value) ? undefined : 'The name of one branch.',
  },
  {
    id: 'test',
    title: 'Run the tests before?',
    choices: YES_NO,
    isAsked: ({ applications, pipeline }) =>
      pipeline?.tests !== true && applications.some((it) => it.recipe?.test !== undefined),
    guess: ({ applications }) => {
      const tests = applications.flatMap((it) => (it.recipe?.test && it.tests ? [it.tests] : []));
      const first = tests[0];
      if (!first) return 'no';
      return { value: 'yes', reason: [first.value, sourceText(first)].filter(Boolean).join(', by ') };
    },
  },
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
    isAsked: deploys,
    guess: () => 'production',
  },
  {
    id: 'deploy',
    title: 'What starts the deployment to production?',
    choices: [
      { value: 'manual', label: 'Somebody', detail: 'A button in the pipeline' },
      { value: 'automatic', label: 'Each push to the branch' },
    ],
    isAsked: deploys,
    guess: () => 'manual',
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
    isAsked: deploys,
    guess: () => 'file',
  },
  {
    id: 'agent',
    title: 'Which agent?',
    placeholder: 'path/of/the/project:name-of-the-agent',
    isAsked: (situation, { kubeconfig }) => deploys(situation) && kubeconfig === 'agent',
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
    isAsked: (situation) => deploys(situation) && fixedNamespace(situation) === undefined,
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
  {
    id: 'exposure',
    title: 'Who can reach it?',
    choices: [
      { value: 'cluster', label: 'The cluster', detail: 'ClusterIP' },
      { value: 'node-port', label: 'Whoever reaches a node', detail: 'NodePort' },
      { value: 'ingress', label: 'The world, by name', detail: 'Ingress' },
    ],
    isAsked: needsManifests,
    guess: ({ applications }) => {
      const port = applications.map((it) => it.port).find((it) => isNodePort(it.value));
      return port ? { value: 'node-port', reason: `it listens on ${port.value}` } : 'cluster';
    },
  },
  {
    id: 'host',
    title: 'Under which name?',
    placeholder: 'application.example.com',
    isAsked: (situation, { exposure }) => needsManifests(situation) && exposure === 'ingress',
    guess: ({ applications }) => `${applications[0]?.name.value ?? 'app'}.example.com`,
    problem: (value) =>
      /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/.test(value)
        ? undefined
        : 'A host name in lower case.',
  },
  {
    id: 'port',
    title: 'Which port of the nodes?',
    placeholder: '30000 to 32767; empty: the cluster chooses',
    isAsked: (situation, { exposure }) =>
      needsManifests(situation) && exposure === 'node-port' && situation.applications.length === 1,
    guess: ({ applications }) => {
      const port = applications[0]?.port.value;
      return applications.length === 1 && port !== undefined && isNodePort(port) ? String(port) : '';
    },
    problem: (value) =>
      value === '' || isNodePort(Number(value)) ? undefined : 'A number from 30000 to 32767, or nothing.',
  },
  {
    id: 'probes',
    title: 'Ask the application whether it is well?',
    choices: YES_NO,
    isAsked: needsManifests,
    guess: ({ applications }) => {
      // A program that seems to listen on nothing would be ended again and again.
      const isSilent = applications.every(
        ({ framework, port, health, dockerfile }) =>
          !framework && !port.from && !dockerfile && health.value === undefined,
      );
      if (isSilent) return { value: 'no', reason: 'nothing tells which port it listens on' };
      const health = applications[0]?.health;
      const place = health && sourceText(health);
      return {
        value: 'yes',
        reason:
          health?.value === undefined ? 'by its port' : [health.value, place].filter(Boolean).join(', by '),
      };
    },
  },
  {
    id: 'resources',
    title: 'How much does it take?',
    choices: [
      { value: 'small', label: 'Little', detail: '50m CPU, 64Mi, at most 256Mi' },
      { value: 'medium', label: 'Some', detail: '100m CPU, 256Mi, at most 512Mi' },
      { value: 'large', label: 'Much', detail: '250m CPU, 512Mi, at most 1Gi' },
      { value: 'none', label: 'Say nothing', detail: 'The cluster may put it anywhere, and end it first' },
    ],
    isAsked: needsManifests,
    guess: ({ applications }) => applications[0]?.recipe?.size ?? 'small',
  },
  {
    id: 'rollout',
    title: 'When the new version does not become ready?',
    choices: [
      { value: 'undo', label: 'The one before comes back, and the job fails' },
      { value: 'wait', label: 'The job fails' },
      { value: 'none', label: 'Do not wait for it' },
    ],
    isAsked: deploys,
    guess: () => 'undo',
  },
  {
    id: 'tags',
    title: 'Which tags must the runner have?',
    placeholder: 'separated by commas; empty: any runner',
    isAsked: ({ pipeline }) => pipeline === undefined || pipeline.isEmpty,
    guess: () => '',
    problem: (value) => (/^[\w.,: -]*$/.test(value) ? undefined : 'Names, separated by commas.'),
  },
];

/** Ids of all questions, in their order. */
export const QUESTION_IDS: readonly QuestionId[] = QUESTIONS.map(({ id }) => id);

/** What a flag of the command line takes: the choices, or a text. */
export function choicesOf(id: QuestionId): readonly string[] | undefined {
  return QUESTIONS.find((question) => question.id === id)?.choices?.map(({ value }) => value);
}

export function titleOf(id: QuestionId): string {
  return QUESTIONS.find((question) => question.id === id)!.title;
}

/** Every question that makes a difference with these answers, in order, with its guess. */
export function questionsFor(situation: Situation, given: PartialAnswers): readonly Question[] {
  const answers = complete(situation, given);
  return QUESTIONS.filter((kind) => kind.isAsked?.(situation, answers) !== false).map((kind) => {
    const guess = kind.guess(situation, answers);
    const { value, reason } = typeof guess === 'string' ? { value: guess, reason: undefined } : guess;
    return {
      id: kind.id,
      title: kind.title,
      ...(kind.choices && { choices: kind.choices }),
      ...(kind.placeholder !== undefined && { placeholder: kind.placeholder }),
      guess: value,
      ...(reason !== undefined && { reason }),
    };
  });
}

/** All answers: those given, and guesses for the rest. */
export function complete(situation: Situation, given: PartialAnswers): Answers {
  const answers: Record<string, string> = {};
  for (const { id, guess } of QUESTIONS) {
    const made = guess(situation, answers as unknown as Answers);
    answers[id] = given[id] ?? (typeof made === 'string' ? made : made.value);
  }
  return answers as unknown as Answers;
}

/** What is wrong with an answer, in words for whoever gave it. */
export function problemWith(id: QuestionId, value: string): string | undefined {
  const kind = QUESTIONS.find((question) => question.id === id)!;
  if (!kind.choices) return kind.problem?.(value);
  return kind.choices.some((choice) => choice.value === value)
    ? undefined
    : `One of ${kind.choices.map((choice) => choice.value).join(', ')}.`;
}

function isNodePort(port: number): boolean {
  return Number.isInteger(port) && port >= 30_000 && port <= 32_767;
}

/** The namespace that the manifests write out: nothing else can be chosen. */
export function fixedNamespace({ manifests }: Situation): { value: string; reason: string } | undefined {
  const first = manifests.find(({ namespace, workloads }) => namespace !== undefined && workloads.length > 0);
  return first && { value: first.namespace!, reason: first.path };
}

/** A registry that the project names: in its configuration, or by the images of its manifests. */
function privateRegistry({
  snapshot,
  manifests,
}: Situation): { readonly host: string; readonly image?: string; readonly reason: string } | undefined {
  const configured = snapshot.configuration.registries[0];
  if (configured) return { host: configured.host, reason: '.pipewright.yml' };
  for (const { path, workloads } of manifests) {
    for (const { image } of workloads) {
      const written = /^([a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?)\/([a-z0-9._/-]+?)(?:[:@].*)?$/.exec(
        image?.value ?? '',
      );
      if (written && !/^(?:docker\.io|quay\.io|ghcr\.io|gcr\.io|registry\.gitlab\.com)$/.test(written[1]!))
        return { host: written[1]!, image: `${written[1]!}/${written[2]!}`, reason: path };
    }
  }
  return undefined;
}
