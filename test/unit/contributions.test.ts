/** What package.json offers to VS Code without the server. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lintFiles } from '../rules/lint-files.ts';

interface Step {
  readonly description: string;
  readonly media: { readonly markdown: string };
  readonly completionEvents: readonly string[];
}

interface Contributions {
  readonly commands: readonly { readonly command: string }[];
  readonly grammars: readonly { readonly path: string }[];
  readonly snippets: readonly { readonly path: string }[];
  readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
}

interface Snippet {
  readonly prefix: string;
  readonly body: readonly string[];
}

const repository = fileURLToPath(new URL('../../', import.meta.url));
const { contributes } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8')) as {
  contributes: Contributions;
};

describe('the walkthrough', () => {
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);

  it('names only commands that there are', () => {
    const ours = contributes.commands.map(({ command }) => command);
    const named = steps.flatMap(({ description, completionEvents }) => [
      ...[...description.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command!),
      ...completionEvents.flatMap((event) => /^onCommand:(.+)$/.exec(event)?.[1] ?? []),
    ]);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => name.startsWith('pipewright.') && !ours.includes(name))).toEqual([]);
  });
});

it('packs the files that package.json names', () => {
  const packed = readFileSync(path.join(repository, '.vscodeignore'), 'utf8').split('\n');
  const files = [
    ...contributes.grammars.map((it) => it.path),
    ...contributes.snippets.map((it) => it.path),
    ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
  ].map((file) => path.normalize(file));
  for (const file of files) {
    expect(existsSync(path.join(repository, file)), file).toBe(true);
    expect(packed).toContain(`!${path.dirname(file)}/*${path.extname(file)}`);
  }
});

describe('snippets', () => {
  const snippets = contributes.snippets.flatMap((it) =>
    Object.values(
      JSON.parse(readFileSync(path.join(repository, it.path), 'utf8')) as Record<string, Snippet>,
    ),
  );
  const textOf = (prefix: string) => expand(snippets.find((it) => it.prefix === prefix)!);

  it('begin with our own words, for they are offered in all YAML', () => {
    expect(snippets.map(({ prefix }) => prefix)).toEqual([
      'gitlab-ci-kubernetes',
      'pipewright-configuration',
    ]);
  });

  it('give files in which nothing is to be mended', { timeout: 120_000 }, async () => {
    const { findings } = await lintFiles({
      '.gitlab-ci.yml': textOf('gitlab-ci-kubernetes'),
      '.pipewright.yml': textOf('pipewright-configuration'),
      Dockerfile: 'FROM alpine:3.22\nCMD ["true"]\n',
      'k8s/app.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: app}\nspec:\n  containers:\n    - {name: app, image: "${IMAGE}"}\n',
    });
    const severe = findings.filter(
      ({ finding }) => finding.severity === 'error' || finding.severity === 'warning',
    );
    expect(severe.map(({ finding }) => `${finding.rule}: ${finding.message}`)).toEqual([]);
  });
});

/** The text as it is when nothing is filled in. */
function expand({ body }: Snippet): string {
  const text = body
    .join('\n')
    .replace(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1')
    .replace(/(?<!\\)\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/(?<!\\)\$\d/g, '');
  return `${text.replaceAll('\\$', '$')}\n`;
}
