/** What is asked before anything is written: only what the project cannot say, each with a guess and where it is from. */
import type { Answers, PartialAnswers, QuestionId } from './answers.ts';
import { BUILDING } from './questions/building.ts';
import { CLUSTER } from './questions/cluster.ts';
import type { Question, QuestionKind } from './questions/question.ts';
import { ROLLOUT } from './questions/rollout.ts';
import { WORKLOAD } from './questions/workload.ts';
import type { Situation } from './situation.ts';

/** In the order in which they are asked. */
const QUESTIONS: readonly QuestionKind[] = [...BUILDING, ...CLUSTER, ...WORKLOAD, ...ROLLOUT];

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
