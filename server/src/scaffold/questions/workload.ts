/** How it runs in the cluster: who reaches it, what it takes, and whether it is well. */
import { mayBeReached } from '../detect/application.ts';
import { sourceText } from '../detect/fact.ts';
import { knownWorkloads, workloadOf } from '../plan/workloads.ts';
import { lacksDeployment, type Situation } from '../situation.ts';
import { YES_NO, type QuestionKind } from './question.ts';

export const WORKLOAD: readonly QuestionKind[] = [
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
      if (!applications.some(mayBeReached))
        return { value: 'no', reason: 'nothing tells which port it listens on' };
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
];

/** Whether something that is to run is written down nowhere yet. */
function needsManifests(situation: Situation): boolean {
  const { applications } = situation;
  if (!lacksDeployment(situation)) return false;
  const isAlone = applications.length === 1;
  return isAlone
    ? knownWorkloads(situation).length === 0
    : applications.some((application) => !workloadOf(situation, application));
}

function isNodePort(port: number): boolean {
  return Number.isInteger(port) && port >= 30_000 && port <= 32_767;
}
