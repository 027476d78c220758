import { describe, expect, it } from 'vitest';
import { completionsAt } from '../../../server/src/features/completion.ts';
import { definitionAt } from '../../../server/src/features/definition.ts';
import { hoverAt } from '../../../server/src/features/hover.ts';
import { withoutMarkdown } from '../../../server/src/features/markdown.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';
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
