/** Fixes for findings that lack a Dockerfile: one for what the folder holds. Loaded when such a finding is asked about. */
import type { Snapshot } from '../project/snapshot.ts';
import type { LocatedFinding } from '../rules/located-findings.ts';
import type { Fix, MissingDockerfile } from '../rules/rule.ts';
import { detectApplications } from './detect/detect.ts';
import { imageFiles } from './image-files.ts';

/** The findings, those that lack a Dockerfile with a fix that writes it, where the folder tells how. */
export function withNewDockerfiles(
  snapshot: Snapshot,
  findings: readonly LocatedFinding[],
): readonly LocatedFinding[] {
  return findings.map((located) => {
    const { finding } = located;
    const fix = finding.missingDockerfile && newDockerfile(snapshot, finding.missingDockerfile);
    return fix ? { ...located, finding: { ...finding, fixes: [...(finding.fixes ?? []), fix] } } : located;
  });
}

function newDockerfile(snapshot: Snapshot, { path, context }: MissingDockerfile): Fix | undefined {
  const found = detectApplications(snapshot, 'app').find(({ folder }) => folder === context);
  if (!found?.recipe) return undefined;
  const newFiles = imageFiles(snapshot, found, path);
  return {
    title: `Create \`${path}\` for this ${found.language.value} project`,
    edits: () => ({ edits: [], newFiles }),
  };
}
