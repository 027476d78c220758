/** The pipelines that are compared, and the events for which their jobs are. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Small projects of each stack. */
export const PROJECTS = fileURLToPath(new URL('../scaffold/projects/', import.meta.url));

const ALL_EVENTS = ['main', 'feature', 'tag', 'merge request', 'schedule', 'web'];

const SCAFFOLD_EVENTS = ['main', 'feature', 'merge request'];

/** Pipelines that `pipewright generate` writes: for each of the small projects with its guesses, and with other answers. */
const GENERATED = [
  ...readdirSync(PROJECTS)
    .sort()
    .map((project) => ({ name: `generated for ${project}`, project, answers: [] })),
  {
    name: 'generated as the guide has it',
    project: 'flask',
    answers: [
      ...['--builder', 'dind-plain', '--registry', 'private', '--image', 'registry.example.com/team/app'],
      ...['--insecure', 'yes', '--branch', 'main', '--kubeconfig', 'variable', '--namespace', 'default'],
      ...['--exposure', 'node-port', '--port', '30194', '--tags', 'kubernetes'],
    ],
  },
  {
    name: 'generated for staging and production',
    project: 'several',
    answers: [
      ...['--builder', 'buildkit', '--environments', 'staging-production', '--kubeconfig', 'agent'],
      ...['--exposure', 'ingress', '--host', 'shop.example.com', '--rollout', 'wait'],
    ],
  },
  {
    name: 'generated to run by itself',
    project: 'express',
    answers: ['--builder', 'buildah', '--test', 'no', '--deploy', 'automatic', '--rollout', 'none'],
  },
].map((it) => ({ ...it, events: SCAFFOLD_EVENTS }));

export const CASES = [
  { name: 'extends' },
  { name: 'deep-extends' },
  { name: 'references', events: ['main', 'tag'] },
  { name: 'anchors' },
  { name: 'defaults' },
  { name: 'old-globals' },
  { name: 'hidden-and-odd-names', events: ['main'] },
  { name: 'includes', events: ['main'] },
  { name: 'include-rules', events: ['main', 'tag', 'merge request'] },
  { name: 'include-inputs', events: ['main'] },
  { name: 'matrix', events: ['main'] },
  { name: 'needs', events: ['main', 'feature'] },
  { name: 'stages', events: ['main'] },
  { name: 'default-stages', events: ['main'] },
  { name: 'workflow', events: ALL_EVENTS },
  { name: 'rules', events: ALL_EVENTS },
  { name: 'empty-variables', events: ['main', 'feature'] },
  { name: 'changes', events: ['main', 'feature', 'schedule'], changed: ['src/deep/main.js'] },
  { name: 'variables', events: ['main', 'web'], variables: { GIVEN: 'by hand' } },
  { name: 'only-except', events: ALL_EVENTS, theirFile: 'rules.yml', variables: { GIVEN: 'by hand' } },
  { name: 'triggers', events: ['main', 'feature'] },
  ...GENERATED,
];
