/** What a question is. */
import type { Answers, QuestionId } from '../answers.ts';
import type { Situation } from '../situation.ts';

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

export interface QuestionKind {
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

export const YES_NO: readonly Choice[] = [
  { value: 'yes', label: 'Yes' },
  { value: 'no', label: 'No' },
];
