/** Questions at a terminal, one after the other, with a way back. */
import { createInterface } from 'node:readline/promises';
import type { PartialAnswers, QuestionId } from '../scaffold/answers.ts';
import { problemWith, questionsFor } from '../scaffold/questions.ts';
import type { Question } from '../scaffold/questions/question.ts';
import type { Situation } from '../scaffold/situation.ts';

export interface Terminal {
  print(text: string): void;
  /** Undefined when the user has left: Ctrl-C, Ctrl-D. */
  ask(prompt: string): Promise<string | undefined>;
  close(): void;
}

export const BACK = '<';

export function openTerminal(): Terminal {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  let isOpen = true;
  const left = new Promise<undefined>((resolve) =>
    reader.once('close', () => {
      isOpen = false;
      resolve(undefined);
    }),
  );
  return {
    print: (text) => process.stdout.write(`${text}\n`),
    ask: async (prompt) => (isOpen ? Promise.race([reader.question(prompt), left]) : undefined),
    close: () => reader.close(),
  };
}

/**
 * Asks all questions that no flag has answered.
 * @returns undefined when the user leaves
 */
export async function askAll(
  terminal: Terminal,
  situation: Situation,
  given: PartialAnswers,
): Promise<PartialAnswers | undefined> {
  terminal.print(`\nEnter takes the answer in brackets, ${BACK} goes back.`);
  const asked: QuestionId[] = [];
  let answers: PartialAnswers = given;
  for (;;) {
    // An answer decides over the questions behind it: the list is made anew each time.
    const question = questionsFor(situation, answers).find(({ id }) => answers[id] === undefined);
    if (!question) return answers;
    const answer = await askOne(terminal, question);
    if (answer === undefined) return undefined;
    if (answer === BACK) {
      const last = asked.pop();
      if (last === undefined) terminal.print('This is the first question.');
      else answers = without(answers, last);
      continue;
    }
    asked.push(question.id);
    answers = { ...answers, [question.id]: answer };
  }
}

function without(answers: PartialAnswers, id: QuestionId): PartialAnswers {
  return Object.fromEntries(Object.entries(answers).filter(([key]) => key !== id));
}

/** @returns the answer, BACK, or undefined when the user leaves */
async function askOne(terminal: Terminal, question: Question): Promise<string | undefined> {
  const { choices, guess, reason } = question;
  terminal.print(`\n${question.title}${question.placeholder ? ` (${question.placeholder})` : ''}`);
  choices?.forEach(({ label, detail }, index) =>
    terminal.print(`  ${index + 1}  ${label}${detail === undefined ? '' : `: ${detail}`}`),
  );
  const offered = choices ? String(choices.findIndex(({ value }) => value === guess) + 1) : guess;
  const why = reason === undefined ? '' : ` (${reason})`;
  for (;;) {
    const typed = (await terminal.ask(`[${offered}]${why} `))?.trim();
    if (typed === undefined || typed === BACK) return typed;
    const value = typed === '' ? guess : (choices?.[Number(typed) - 1]?.value ?? typed);
    const problem = problemWith(question.id, value);
    if (problem === undefined) return value;
    terminal.print(problem);
  }
}

/** Yes unless the answer says otherwise; no when the user leaves. */
export async function confirm(terminal: Terminal, text: string): Promise<boolean> {
  const answer = await terminal.ask(`${text} [Y/n] `);
  return answer !== undefined && /^(?:y(?:es)?)?$/i.test(answer.trim());
}
