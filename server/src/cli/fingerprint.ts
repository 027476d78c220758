/** What keeps a finding the same for a platform while lines are added and removed above it. */
import { createHash } from 'node:crypto';
import type { LintReport } from './report.ts';

/**
 * A fingerprint for each finding, in their order: of its rule, its file, its line's text, and which of several equal
 * ones it is.
 */
export function fingerprintsOf({ findings, textOf }: LintReport): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, file, line }) => {
    const text =
      textOf(file)
        ?.lineText(line - 1)
        .trim() ?? '';
    const key = JSON.stringify([rule, file, text]);
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return createHash('sha256').update(`${key}${count}`).digest('hex').slice(0, 40);
  });
}
