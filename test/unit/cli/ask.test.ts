import { expect, test } from 'vitest';
import { askAll, type Terminal } from '../../../server/src/cli/ask.ts';
import type { PartialAnswers } from '../../../server/src/scaffold/answers.ts';
import { readSituation } from '../../../server/src/scaffold/situation.ts';
import { settled } from '../../../server/src/scaffold/settled.ts';
import { filesOf, projectOf } from '../scaffold/projects.ts';

/** Answers in turn; what was printed; undefined where the user left. */
async function conversation(
  typed: readonly string[],
  given: PartialAnswers = {},
): Promise<{ answers: PartialAnswers | undefined; printed: string }> {
  const project = await projectOf(filesOf('flask'));
  const situation = await settled(project, (snapshot) => readSituation(snapshot, 'shop'));
  const rest = [...typed];
  let printed = '';
  const terminal: Terminal = {
    print: (text) => (printed += `${text}\n`),
    ask: (prompt) => {
      printed += prompt;
      return Promise.resolve(rest.shift());
    },
    close: () => undefined,
  };
  return { answers: await askAll(terminal, situation, given), printed };
}

const ENTER = Array.from({ length: 30 }, () => '');

test('Enter takes every guess', async () => {
  const { answers, printed } = await conversation(ENTER);
  expect(answers).toMatchObject({ builder: 'dind', registry: 'gitlab', test: 'yes', namespace: 'shop' });
  expect(printed).toContain('pytest, by tests/test_app.py');
});

test('a choice is taken by its number or its name, and brings its own questions', async () => {
  const { answers } = await conversation(['buildah', '2', 'registry.example.com/a/b', ...ENTER]);
  expect(answers).toMatchObject({
    builder: 'buildah',
    registry: 'private',
    image: 'registry.example.com/a/b',
  });
});

test('the way back takes the last answer away, with the questions that it brought', async () => {
  const { answers } = await conversation(['', '2', '<', '1', '', ...ENTER]);
  expect(answers).toMatchObject({ registry: 'gitlab', tag: 'sha-pipeline' });
  expect(answers).not.toHaveProperty('image');
});

test('what is no answer is asked again, with the reason', async () => {
  const { answers, printed } = await conversation(['7', '1', ...ENTER]);
  expect(printed).toContain('One of dind, dind-plain, buildkit, buildah.');
  expect(answers).toMatchObject({ builder: 'dind' });
});

test('a flag is not asked for', async () => {
  const { printed } = await conversation(ENTER, { builder: 'buildah', kubeconfig: 'agent' });
  expect(printed).not.toContain('What builds the image?');
  expect(printed).toContain('Which agent?');
});

test.each([0, 1, 5, 13])('leaving after %i answers leaves without any', async (count) => {
  expect((await conversation(ENTER.slice(0, count))).answers).toBeUndefined();
});
