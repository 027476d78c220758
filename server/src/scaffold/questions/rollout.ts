/** What the jobs do besides, and which runner takes them. */
import { lacksDeployment } from '../situation.ts';
import type { QuestionKind } from './question.ts';

export const ROLLOUT: readonly QuestionKind[] = [
  {
    id: 'rollout',
    title: 'When the new version does not become ready?',
    choices: [
      { value: 'undo', label: 'The one before comes back, and the job fails' },
      { value: 'wait', label: 'The job fails' },
      { value: 'none', label: 'Do not wait for it' },
    ],
    isAsked: lacksDeployment,
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
