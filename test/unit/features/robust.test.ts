/** Nothing that somebody types makes an editor's question throw, or its answer point outside of the text. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { completionsAt } from '../../../server/src/features/completion.ts';
import { definitionAt } from '../../../server/src/features/definition.ts';
import { hoverAt } from '../../../server/src/features/hover.ts';
import { inlayHints } from '../../../server/src/features/inlay-hints.ts';
import { fieldHover, manifestChoices } from '../../../server/src/features/manifest-fields.ts';
import { runsOn } from '../../../server/src/features/runs-on.ts';
import { semanticTokens } from '../../../server/src/features/semantic-tokens.ts';
import type { Snapshot } from '../../../server/src/project/snapshot.ts';
import type { OffsetRange } from '../../../server/src/text/span.ts';
import { cursorIn } from './cursor.ts';

const FILES: Readonly<Record<string, string>> = {
  '.gitlab-ci.yml': `include:
  - local: part.yml
    inputs: {stage: test, hosts: [a]}
  - project: our/templates
    file: a.yml
stages: [build, test]
variables: &vars {IMAGE: "reg/app:$CI_COMMIT_SHA"}
workflow: {rules: [{if: $CI_COMMIT_BRANCH}]}
build:
  stage: build
  script:
    - envsubst < app.yaml | kubectl apply -f - # pipewright-ignore deploy/unguarded
  rules:
    - if: $CI_COMMIT_TAG && $FLAG
      when: manual
child:
  trigger: {include: [{local: part.yml, inputs: {dry: true}}]}
`,
  'part.yml': `spec:
  inputs:
    stage: {default: test, description: Where}
    hosts: {type: array, default: []}
    dry: {type: boolean}
---
"$[[ inputs.stage ]]-x":
  stage: $[[ inputs.stage | truncate(0,8) ]]
  needs: [{job: build, optional: true}]
  script: !reference [build, script]
`,
  'app.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: "\${NAME}"}
spec:
  template:
    spec:
      containers:
        - image: \${IMAGE}
          imagePullPolicy: Always
---
kind: Service
apiVersion: v1
spec: {ports: [{port: 80}]}
`,
  '.pipewright.yml': 'rules: {yaml/*: off}\nvariables: {A: {type: file}}\nprojects: {our/x: lib}\n',
};

const junk = fc.constantFrom(
  ...['', ' ', '\n', '\r\n', '\t', ':', ': ', '- ', '#', '"', "'", '|', '{', '}', '[', ']', '$', '${', '$[['],
  ...['$[[ inputs.', ']]', '---\n', '&a', '*a', '!x ', '\uFEFF', '😀', '__proto__: ', 'constructor', '? '],
);

const edited = fc.record({
  path: fc.constantFrom(...Object.keys(FILES)),
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(12),
  text: fc.array(junk, { maxLength: 3 }).map((parts) => parts.join('')),
  rest: fc.boolean(),
});

it('answers at any place of texts that are cut off and changed anywhere', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(edited, async ({ path, from, length, text, rest }) => {
      const before = FILES[path]!;
      const start = Math.floor(from * before.length);
      const changed = before.slice(0, start) + text + (rest ? before.slice(start + length) : '');
      const { snapshot } = await cursorIn({ ...FILES, [path]: changed });
      for (const file of Object.keys(FILES)) ask(snapshot, file, start + text.length);
    }),
    { numRuns: 150 },
  );
});

function ask(snapshot: Snapshot, path: string, wanted: number): void {
  const { text } = snapshot.text(path)!;
  const offset = Math.min(wanted, text.length);
  const hover = hoverAt(snapshot, path, offset, () => '') ?? fieldHover(snapshot, path, offset);
  const ranges: readonly (OffsetRange | undefined)[] = [
    ...completionsAt(snapshot, path, offset).map(({ range }) => range),
    ...manifestChoices(snapshot, path, offset).map(({ range }) => range),
    ...runsOn(snapshot, path).map(({ range }) => range),
    ...semanticTokens(snapshot, path).map(({ range }) => range),
    hover?.range,
    definitionAt(snapshot, path, offset)?.origin,
  ];
  inlayHints(snapshot, path, { start: 0, end: text.length }, { inherited: true, placeholders: true });
  for (const range of ranges) {
    if (!range) continue;
    expect(range.start).toBeGreaterThanOrEqual(0);
    expect(range.end).toBeGreaterThanOrEqual(range.start);
    expect(range.end).toBeLessThanOrEqual(text.length);
  }
}
