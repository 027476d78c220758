/** Findings in the protocol's form. */
import { DiagnosticSeverity, DiagnosticTag, type Diagnostic } from './protocol.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { LocatedFinding } from '../rules/located-findings.ts';
import { pageUrl } from '../rules/page-url.ts';
import type { WorkspaceProject } from './workspace.ts';

export const SOURCE = 'pipewright';

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

const TAGS = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

export function toDiagnostic(
  project: WorkspaceProject,
  snapshot: Snapshot,
  { finding, location }: LocatedFinding,
): Diagnostic {
  const source = snapshot.text(location.path)!;
  const related = (finding.related ?? []).flatMap((place) => {
    const at = snapshot.locate(place.at);
    const text = at && snapshot.text(at.path);
    if (!at || !text) return [];
    return [
      { location: { uri: project.uriOf(at.path), range: text.rangeAt(at.range) }, message: place.message },
    ];
  });
  return {
    range: source.rangeAt(location.range),
    severity: SEVERITIES[finding.severity],
    code: finding.rule,
    codeDescription: { href: pageUrl(finding.rule) },
    source: SOURCE,
    message: finding.message,
    ...(related.length > 0 && { relatedInformation: related }),
    ...(finding.tag && { tags: [TAGS[finding.tag]] }),
  };
}
