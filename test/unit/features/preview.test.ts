import { expect, it } from 'vitest';
import { previewManifest } from '../../../server/src/features/preview.ts';
import { cursorIn } from './cursor.ts';

const PIPELINE = `
variables: {IMAGE: "app:$CI_COMMIT_SHORT_SHA"}
deploy:
  variables: {HOST: "$PREFIX.example"}
  script:
    - export SIZE=$(nproc)
    - PLAIN=1
    - envsubst '$IMAGE $HOST $SIZE $PLAIN $NONE' < app.yaml | kubectl apply -f -
`;
const MANIFEST = `apiVersion: v1
kind: ConfigMap
metadata: {name: a}
data:
  image: "\${IMAGE}"
  host: "\${HOST}"
  size: "$SIZE"
  plain: "\${PLAIN}"
  none: "\${NONE}"
  kept: "$KEPT"
`;

it('puts in what is known, with the way from each value to its source', async () => {
  const files = { '.gitlab-ci.yml': PIPELINE, 'app.yaml': MANIFEST };
  const { snapshot, places } = await cursorIn(files);
  const preview = previewManifest(snapshot, 'app.yaml')!;
  expect(preview.text.slice(preview.text.indexOf('\ndata:') + 1)).toBe(`data:
  image: "app:1a2b3c4d"
  host: "\${PREFIX}.example"
  size: "…"
  plain: ""
  none: "\${NONE}"
  kept: "$KEPT"
`);
  const shown = preview.values.map(({ name, range, template, source, note }) => [
    `${MANIFEST.slice(template.start, template.end)} = ${preview.text.slice(range.start, range.end)}`,
    note.startsWith(name) ? note.slice(name.length) : note,
    ...places(source && [source]),
  ]);
  const settings =
    ": set by nothing in these files, perhaps by the project's settings (Settings > CI/CD > Variables)";
  expect(shown).toEqual([
    [
      '${IMAGE} = app:1a2b3c4d',
      ', with an example for what GitLab sets: CI_COMMIT_SHORT_SHA',
      '.gitlab-ci.yml:2: IMAGE',
    ],
    ['${HOST} = ${PREFIX}.example', `PREFIX${settings}`, '.gitlab-ci.yml:4: HOST'],
    ['$SIZE = …', ': made by the script when the job runs', '.gitlab-ci.yml:6: SIZE=$(nproc)'],
    ['${PLAIN} = ', ' is assigned without export: envsubst writes nothing here', '.gitlab-ci.yml:7: PLAIN=1'],
    ['${NONE} = ${NONE}', settings],
    ['$KEPT = $KEPT', ' stays: the list of envsubst leaves it out'],
  ]);
});

it("shows what a8m's envsubst writes, and where it fails", async () => {
  const files = {
    '.gitlab-ci.yml':
      'deploy:\n  variables: {A: x}\n  script: [envsubst -no-unset < app.yaml | kubectl apply -f -]\n',
    'app.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "${A:-a}-${B:-b}"}\ndata:\n  c: "$$A"\n  d: "$1"\n  e: "${C"\n',
  };
  const { snapshot } = await cursorIn(files);
  const preview = previewManifest(snapshot, 'app.yaml')!;
  expect(preview.text).toContain('metadata: {name: "x-b"}\ndata:\n  c: "$A"\n  d: "$1"\n  e: "${C"\n');
  const notes = preview.values.map(({ range, template, note }) => [
    files['app.yaml'].slice(template.start, template.end),
    preview.text.slice(range.start, range.end),
    note,
  ]);
  expect(notes).toEqual([
    ['${A:-a}', 'x', 'A'],
    [
      '${B:-b}',
      'b',
      "B is set by nothing in these files: this stands here unless the project's settings have it",
    ],
    ['$1', '$1', '1 is not set: envsubst fails here, as -no-unset tells it, and writes nothing'],
    ['${', '${', 'envsubst fails here and writes nothing: the closing brace has to follow on the same line'],
  ]);
});

it('shows the job that is asked for, else the first one', async () => {
  const job = (value: string) =>
    `{variables: {V: ${value}}, script: [envsubst < app.yaml | kubectl apply -f -]}`;
  const files = {
    '.gitlab-ci.yml': `one: ${job('1st')}\ntwo: ${job('2nd')}\n`,
    'app.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: $V}\n',
  };
  const { snapshot } = await cursorIn(files);
  expect(previewManifest(snapshot, 'app.yaml', 'two')?.text).toContain('name: 2nd');
  expect(previewManifest(snapshot, 'app.yaml', 'gone')).toMatchObject({ job: 'one', jobs: ['one', 'two'] });
  expect(previewManifest(snapshot, '.gitlab-ci.yml')).toBeUndefined();
});
