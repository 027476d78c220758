import { expect, it } from 'vitest';
import { inlayHints } from '../../../server/src/features/inlay-hints.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';
import { cursorIn } from './cursor.ts';

/** The text with its hints put in. */
async function hinted(files: Record<string, string>, path: string, isInherited = false): Promise<string> {
  const { snapshot } = await cursorIn(files);
  const { text } = snapshot.text(path)!;
  const settings = { inherited: isInherited, placeholders: true };
  const hints = inlayHints(snapshot, path, { start: 0, end: text.length }, settings);
  return applyEdits(
    text,
    hints.map(({ offset, text: newText }) => ({ range: { start: offset, end: offset }, newText })),
  );
}

it('shows what placeholders become, where that is known', async () => {
  const files = {
    '.gitlab-ci.yml':
      '.d:\n  script: [envsubst < app.yaml | kubectl apply -f -]\none:\n  extends: .d\n  variables: {N: a, R: "2"}\ntwo:\n  extends: .d\n  variables: {N: b, R: "2"}\n',
    'app.yaml': 'apiVersion: v1\nkind: Pod\n# ${N}\nmetadata: {name: "${N}-$R", namespace: $NONE}\n',
  };
  expect(await hinted(files, 'app.yaml')).toBe(
    'apiVersion: v1\nkind: Pod\n# ${N}\nmetadata: {name: "${N} = a, +1-$R = 2", namespace: $NONE}\n',
  );
});

it("shows what a8m's envsubst makes of defaults and escapes", async () => {
  const files = {
    '.gitlab-ci.yml':
      'd:\n  variables: {N: a}\n  script: [envsubst -no-digit < app.yaml | kubectl apply -f -]\n',
    'app.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: "${N:-x}-${M:-$N}-$${N}-${CI_X:-y}"}\n',
  };
  expect(await hinted(files, 'app.yaml')).toBe(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: "${N:-x} = a-${M:-$N} = a-$${N}-${CI_X:-y}"}\n',
  );
});

it('shows what a job gets from elsewhere, when asked to', async () => {
  const files = {
    '.gitlab-ci.yml': 'default: {image: alpine}\n.b: {script: [x]}\na:\n  extends: .b\n  stage: test\n',
  };
  expect(await hinted(files, '.gitlab-ci.yml')).toBe(files['.gitlab-ci.yml']);
  expect(await hinted(files, '.gitlab-ci.yml', true)).toContain('a: + image (default), script (.b)\n');
});
