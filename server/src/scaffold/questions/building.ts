/** How the image is built, and where it goes. */
import { sourceText } from '../detect/fact.ts';
import { lacksBuild, type Situation } from '../situation.ts';
import { YES_NO, type QuestionKind } from './question.ts';

export const BUILDING: readonly QuestionKind[] = [
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
    isAsked: lacksBuild,
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
    isAsked: lacksBuild,
    guess: (situation) => {
      const host = privateRegistry(situation);
      return host ? { value: 'private', reason: host.reason } : 'gitlab';
    },
  },
  {
    id: 'image',
    title: 'What is the image called there?',
    placeholder: 'registry.example.com/team/application',
    isAsked: (situation, { registry }) => lacksBuild(situation) && registry === 'private',
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
    isAsked: (situation, { registry }) => lacksBuild(situation) && registry === 'private',
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
    isAsked: lacksBuild,
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
];

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
