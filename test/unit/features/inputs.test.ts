import { describe, expect, it } from 'vitest';
import { completionsAt } from '../../../server/src/features/completion.ts';
import { highlightsAt } from '../../../server/src/features/document-highlight.ts';
import { definitionAt } from '../../../server/src/features/definition.ts';
import { includesIn } from '../../../server/src/features/include-target.ts';
import { referencesAt } from '../../../server/src/features/references.ts';
import { renameAt } from '../../../server/src/features/rename.ts';
import { hoverAt } from '../../../server/src/features/hover.ts';
import { withoutMarkdown } from '../../../server/src/features/markdown.ts';
import { semanticTokens } from '../../../server/src/features/semantic-tokens.ts';
import { applyEdits, type FileEdit } from '../../../server/src/text/edit.ts';
import { cursorIn } from './cursor.ts';

const HEADER = `spec:
  inputs:
    stage:
      default: deploy
      description: Where the job runs.
    level:
      type: number
      options: [1, 2]
    hosts:
      type: array
      default: [a, b]
    dry:
      type: boolean
      default: false
---
`;
const DEPLOY = `${HEADER}deploy:\n  stage: $[[ inputs.stage ]]\n  script: [make]\n`;

async function labels(files: Record<string, string>): Promise<string[]> {
  const { snapshot, path, offset } = await cursorIn(files);
  return [...completionsAt(snapshot, path, offset)]
    .sort((a, b) => a.order - b.order)
    .map(({ label, detail }) => (detail === undefined ? label : `${label} (${detail})`));
}

/** The line of the cursor after a choice is taken, by an editor without snippets. */
async function take(text: string, label: string, others: Record<string, string> = {}): Promise<string> {
  const { snapshot, path, offset } = await cursorIn({ '.gitlab-ci.yml': text, ...others });
  const choice = completionsAt(snapshot, path, offset).find((it) => it.label === label)!;
  const { text: before } = snapshot.text(path)!;
  const after = applyEdits(before, [{ range: choice.range, newText: choice.newText }]);
  return after.split('\n')[snapshot.text(path)!.lineAt(offset)]!.trim();
}

async function hover(files: Record<string, string>): Promise<string | undefined> {
  const { snapshot, path, offset } = await cursorIn(files);
  const found = hoverAt(snapshot, path, offset, () => 'address');
  return found && withoutMarkdown(found.markdown);
}

describe('completion of inputs', () => {
  it('offers those that the file declares, with their types, in values, keys and scripts', async () => {
    const all = [
      'inputs.stage (string)',
      'inputs.level (number, required)',
      'inputs.hosts (array)',
      'inputs.dry (boolean)',
    ];
    expect(await labels({ '.gitlab-ci.yml': `${HEADER}a:\n  stage: $[[ ‸ ]]\n` })).toEqual(all);
    expect(await labels({ '.gitlab-ci.yml': `${HEADER}"a $[[inputs.‸` })).toEqual(all);
    expect(
      await labels({ '.gitlab-ci.yml': `${HEADER}a:\n  script:\n    - |\n      echo "$[[ inp‸` }),
    ).toEqual(all);
    expect(await labels({ '.gitlab-ci.yml': 'a:\n  stage: $[[ ‸ ]]\n' })).toEqual([]);
  });

  it('writes blanks and brackets that are not there yet', async () => {
    const line = (text: string) => take(`${HEADER}a:\n  stage: ${text}\n`, 'inputs.stage');
    expect(await line('$[[‸')).toBe('stage: $[[ inputs.stage ]]');
    expect(await line('$[[‸]]')).toBe('stage: $[[ inputs.stage ]]');
    expect(await line('"$[[ inputs.st‸age ]]-x"')).toBe('stage: "$[[ inputs.stage ]]-x"');
    expect(await line('$[[ ‸ | truncate(0,8) ]]')).toBe('stage: $[[ inputs.stage | truncate(0,8) ]]');
  });

  it('offers them with their brackets behind a bare dollar sign, beside the variables', async () => {
    const line = (text: string) => take(`${HEADER}a:\n  stage: ${text}\n`, '[[ inputs.stage ]]');
    expect(await line('$‸')).toBe('stage: $[[ inputs.stage ]]');
    expect(await line('$[‸]')).toBe('stage: $[[ inputs.stage ]]');
    expect(await line('"a-$[‸"')).toBe('stage: "a-$[[ inputs.stage ]]"');
    expect(await labels({ '.gitlab-ci.yml': `${HEADER}a:\n  script:\n    - echo $‸\n` })).toEqual(
      expect.arrayContaining(['CI_JOB_ID (GitLab)', '[[ inputs.dry ]] (boolean)']),
    );
    const inHeader = HEADER.replace('Where the', '$‸');
    for (const text of [inHeader, `${HEADER}a:\n  stage: $$‸\n`, `${HEADER}# $‸\n`, 'a:\n  stage: $‸\n'])
      expect((await labels({ '.gitlab-ci.yml': text })).join()).not.toContain('inputs.');
  });

  it('offers functions behind a bar', async () => {
    expect(await take(`${HEADER}a:\n  stage: $[[ inputs.stage | tr‸ ]]\n`, 'truncate')).toBe(
      'stage: $[[ inputs.stage | truncate(0,8) ]]',
    );
  });

  it('offers what an included file takes, required ones first, and not what is given', async () => {
    const include = 'include:\n  - other.yml\n  - local: deploy.yml\n    inputs:\n';
    const files = { 'deploy.yml': DEPLOY, 'other.yml': 'x: {script: [x]}\n' };
    expect(
      await labels({ '.gitlab-ci.yml': `${include}      stage: a\n      ‸\nb: {script: [b]}\n`, ...files }),
    ).toEqual(['level (number, required)', 'hosts (array)', 'dry (boolean)']);
    expect(await take(`${include}      le‸\n`, 'level', files)).toBe('level:');
    expect(await labels({ '.gitlab-ci.yml': `${include}      level: ‸\n`, ...files })).toEqual(['1', '2']);
    expect(await labels({ '.gitlab-ci.yml': `${include}      dry: ‸\n`, ...files })).toEqual([
      'true',
      'false',
    ]);
    expect(
      await labels({
        '.gitlab-ci.yml':
          'a:\n  trigger:\n    include:\n      - local: /deploy.yml\n        inputs:\n          d‸\n',
        ...files,
      }),
    ).toContain('dry (boolean)');
  });

  it('knows nothing of files that are elsewhere', async () => {
    const text = 'include:\n  - remote: https://example.com/a.yml\n    inputs:\n      ‸\na: {script: [a]}\n';
    expect(await labels({ '.gitlab-ci.yml': text })).toEqual([]);
  });
});

describe('hover of inputs', () => {
  it('tells type, description, default and options, at the use and where it is given', async () => {
    const used = await hover({ '.gitlab-ci.yml': DEPLOY.replace('inputs.stage', 'inputs.st‸age') });
    expect(used).toBe(
      'stage: input of type string (.gitlab-ci.yml:3)\n\nWhere the job runs.\n\nDefault: deploy',
    );
    const given = await hover({
      '.gitlab-ci.yml': 'include:\n  - local: deploy.yml\n    inputs: {le‸vel: 1}\n',
      'deploy.yml': DEPLOY,
    });
    expect(given).toBe(
      'level: input of type number (deploy.yml:6)\n\nIt has no default: whoever includes the file must give it.\n\nOne of 1, 2.',
    );
    expect(await hover({ '.gitlab-ci.yml': HEADER.replace('hosts', 'ho‸sts') })).toContain('[a, b]');
  });

  it('says nothing of one that is not declared', async () => {
    expect(await hover({ '.gitlab-ci.yml': `${HEADER}a:\n  stage: $[[ inputs.un‸known ]]\n` })).toBe(
      undefined,
    );
  });
});

/** Three files have an input of the same name; the first gives a value to that of the second, twice, and to that of the third. */
const SHARED = {
  '.gitlab-ci.yml': `spec: {inputs: {stage: {default: x}}}
---
include:
  - local: deploy.yml
    inputs:
      stage: $[[ inputs.stage ]]
  - local: other.yml
    inputs: {stage: b}
child $[[ inputs.stage ]]:
  trigger:
    include:
      - local: deploy.yml
        inputs: {"stage": c, level: 2}
`,
  'deploy.yml': `${DEPLOY}  variables: {S: "$[[inputs.stage | expand_vars]] $[[ inputs.stage ]]"}\n`,
  'other.yml': DEPLOY,
};

describe('references and rename of inputs', () => {
  const at = (path: keyof typeof SHARED, marked: string) => ({
    ...SHARED,
    [path]: SHARED[path].replace(marked.replace('‸', ''), marked),
  });

  it.each([
    ['deploy.yml', '    st‸age:\n      default'],
    ['deploy.yml', '$[[ inputs.st‸age ]]\n  script'],
    ['.gitlab-ci.yml', '      st‸age: $[['],
    ['.gitlab-ci.yml', '{"st‸age": c'],
  ] as const)('finds all of one file from %s, at %j', async (path, marked) => {
    const { snapshot, offset, places } = await cursorIn(at(path, marked));
    expect(places(referencesAt(snapshot, path, offset, { includeDeclaration: true }))).toEqual([
      '.gitlab-ci.yml:6: stage',
      '.gitlab-ci.yml:13: stage',
      'deploy.yml:3: stage',
      'deploy.yml:17: stage',
      'deploy.yml:19: stage',
      'deploy.yml:19: stage',
    ]);
  });

  it('finds them through a mapped project, a component, and beside what a trigger includes', async () => {
    const { snapshot, path, offset, places } = await cursorIn({
      '.pipewright.yml': 'projects: {group/ci: shared}\n',
      '.gitlab-ci.yml': `include:
  - project: group/ci
    file: templates/run.yml
    inputs: {tag: 1}
  - component: gitlab.com/group/ci/run@1.0
    inputs: {tag: 2}
  - {project: group/ci, file: all.yml}
child:
  trigger:
    include: [{project: group/ci, file: templates/run.yml}]
    inputs: {tag: 3}
`,
      'shared/all.yml': 'include:\n  - local: /templates/run.yml\n    inputs: {tag: 4}\n',
      'shared/templates/run.yml': 'spec: {inputs: {t‸ag: }}\n---\na: {script: a}\n',
      'templates/run.yml': 'spec: {inputs: {tag: }}\n---\na: {script: a}\n',
    });
    expect(places(referencesAt(snapshot, path, offset, { includeDeclaration: false }))).toEqual([
      '.gitlab-ci.yml:4: tag',
      '.gitlab-ci.yml:6: tag',
      '.gitlab-ci.yml:11: tag',
      'shared/all.yml:3: tag',
    ]);
    expect(includesIn(snapshot, 'shared/all.yml').flatMap(({ paths }) => paths)).toEqual([path]);
  });

  it('renames them, and leaves inputs of the same name alone', async () => {
    const { snapshot, path, offset, after } = await cursorIn(at('deploy.yml', 'inputs.st‸age ]]\n'));
    const edits = renameAt(snapshot, path, offset, 'where');
    expect(edits).toBeInstanceOf(Array);
    const result = after(edits as FileEdit[]);
    expect(Object.keys(result).sort()).toEqual(['.gitlab-ci.yml', 'deploy.yml']);
    expect(result['.gitlab-ci.yml']).toBe(
      SHARED['.gitlab-ci.yml']
        .replace('      stage: $', '      where: $')
        .replace('"stage": c', '"where": c'),
    );
    expect(result['deploy.yml']).toBe(
      SHARED['deploy.yml'].replaceAll('inputs.stage', 'inputs.where').replace('    stage:', '    where:'),
    );
  });

  it('takes an input for one in all files that an include gives it to', async () => {
    const { snapshot, path, offset, places } = await cursorIn({
      '.gitlab-ci.yml': 'include:\n  - local: ci/*.yml\n    inputs: {tag: 1}\n',
      'ci/a.yml': 'spec: {inputs: {t‸ag: }}\n---\na: {script: "echo $[[ inputs.tag ]]"}\n',
      'ci/b.yml': 'spec:\n  inputs:\n    tag:\n---\nb: {script: b}\n',
    });
    expect(places(referencesAt(snapshot, path, offset, { includeDeclaration: true }))).toEqual([
      '.gitlab-ci.yml:3: tag',
      'ci/a.yml:1: tag',
      'ci/a.yml:3: tag',
      'ci/b.yml:3: tag',
    ]);
  });

  it('refuses names that are taken, that are none, and inputs that are declared elsewhere', async () => {
    const refused = async (files: Record<string, string>, newName: string) => {
      const { snapshot, path, offset } = await cursorIn(files);
      return (renameAt(snapshot, path, offset, newName) as { refused?: string } | undefined)?.refused;
    };
    const declared = { '.gitlab-ci.yml': HEADER.replace('    stage', '    st‸age') };
    expect(await refused(declared, 'level')).toBe('There is an input `level` already.');
    expect(await refused(declared, 'job.stage')).toMatch(/is no name of an input/);
    expect(await refused(declared, 'on')).toMatch(/is no name of an input/);
    expect(await refused(declared, 'job-stage')).toBe(undefined);
    const remote =
      'include:\n  - remote: https://example.com/a.yml\n    inputs: {st‸age: a}\na: {script: a}\n';
    expect(await refused({ '.gitlab-ci.yml': remote }, 'where')).toBe(
      'No file here declares an input stage.',
    );
  });

  it('highlights those of one input alone', async () => {
    const { snapshot, path, offset } = await cursorIn(at('.gitlab-ci.yml', '[[ inputs.st‸age ]]:'));
    const text = snapshot.text(path)!;
    expect(highlightsAt(snapshot, path, offset).map(({ range }) => text.lineAt(range.start) + 1)).toEqual([
      1, 6, 9,
    ]);
  });
});

it('colours inputs, and takes the header for no job', async () => {
  const { snapshot, path } = await cursorIn({
    '.gitlab-ci.yml': 'spec: {inputs: {tag: {default: $V}}}\n---\na: {script: "$[[ inputs.tag ]]"}\n',
  });
  const tokens = semanticTokens(snapshot, path).map(({ range, type }) => [
    type,
    snapshot.text(path)!.slice(range),
  ]);
  expect(tokens).toEqual([
    ['parameter', 'tag'],
    ['variable', 'V'],
    ['function', 'a'],
    ['parameter', 'tag'],
  ]);
});

describe('definition of inputs', () => {
  it('leads to the declaration, from the use and from the include', async () => {
    const places = async (files: Record<string, string>) => {
      const cursor = await cursorIn(files);
      return cursor.places(definitionAt(cursor.snapshot, cursor.path, cursor.offset)?.targets);
    };
    expect(await places({ '.gitlab-ci.yml': DEPLOY.replace('inputs.stage', 'inputs.st‸age') })).toEqual([
      '.gitlab-ci.yml:3: stage',
    ]);
    expect(
      await places({
        '.gitlab-ci.yml': 'include:\n  local: deploy.yml\n  inputs:\n    d‸ry: true\n',
        'deploy.yml': DEPLOY,
      }),
    ).toEqual(['deploy.yml:12: dry']);
  });
});
