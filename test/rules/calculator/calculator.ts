/** The example project `examples/calculator`, and variants of it made by small replacements. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Severity } from '../../../server/src/project/configuration.ts';
import { findingsOf, fixRule, lintFiles } from '../lint-files.ts';

const folder = fileURLToPath(new URL('../../../examples/calculator/', import.meta.url));

export const CALCULATOR: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(folder + name, 'utf8')]),
);

const FILES = { ci: '.gitlab-ci.yml', manifest: 'calculator.yaml', dockerfile: 'Dockerfile', app: 'app.py' };

/** In a file, a text that stands there once, and what takes its place; or a new file and its text. */
export type Edit =
  readonly [file: keyof typeof FILES, from: string, to: string] | readonly [newFile: string, text: string];

/** The calculator with edits made in their order. */
export function calculator(edits: readonly Edit[]): Record<string, string> {
  const files: Record<string, string> = { ...CALCULATOR };
  for (const edit of edits) {
    if (edit.length === 2) {
      files[edit[0]] = edit[1];
      continue;
    }
    const path = FILES[edit[0]];
    const parts = files[path]!.split(edit[1]);
    if (parts.length !== 2) throw new Error(`stands ${parts.length - 1} times in ${path}: ${edit[1]}`);
    files[path] = parts.join(edit[2]);
  }
  return files;
}

/** By spelling, the edits that make a rule's fault. */
export type Faults = Readonly<Record<string, readonly Edit[]>>;

/**
 * Each fault is found, and its preferred fix, or the first one where none is preferred, leaves nothing of it and no new
 * finding that is more than a hint.
 */
export function findsFaults(rule: string, faults: Faults): void {
  test.each(Object.entries(faults))(`${rule}: %s`, async (_, edits) => {
    const files = calculator(edits);
    const found = await findingsOf(rule, files);
    expect(found.length).toBeGreaterThan(0);
    if (!found.every(({ finding }) => (finding.fixes ?? []).length > 0)) return;
    const mended = await fixRule(rule, files, true);
    expect((await findingsOf(rule, mended)).map(({ finding }) => finding.message)).toEqual([]);
    const before = new Set(await messagesOf(files, ['error', 'warning', 'info']));
    const after = await messagesOf(mended, ['error', 'warning', 'info']);
    expect(after.filter((it) => !before.has(it))).toEqual([]);
  });
}

/** The example has one fault on purpose, as the guide's pipeline has: the colon in a script line. */
const COLON: Edit = [
  'ci',
  '- echo "Pushed, ready to deploy: $DOCKER_IMAGE"',
  `- 'echo "Pushed, ready to deploy: $DOCKER_IMAGE"'`,
];

/** Variants that are right: no error and no warning in them. */
export function isSilentOn(variants: Faults): void {
  test.each(Object.entries(variants))('nothing is wrong: %s', async (_, edits) => {
    expect(await messagesOf(calculator([COLON, ...edits]), ['error', 'warning'])).toEqual([]);
  });
}

async function messagesOf(
  files: Readonly<Record<string, string>>,
  severities: readonly Severity[],
): Promise<string[]> {
  const { findings } = await lintFiles(files);
  return findings
    .filter(({ finding }) => severities.includes(finding.severity))
    .map(({ finding }) => `${finding.rule}: ${finding.message}`);
}
