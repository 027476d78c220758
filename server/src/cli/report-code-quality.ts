/** The report as GitLab's Code Quality artifact. Source: docs.gitlab.com/ci/testing/code_quality, "Code Quality report format". */
import { fingerprintsOf } from './fingerprint.ts';
import type { LintReport, ReportedSeverity } from './report.ts';

const SEVERITY: Readonly<Record<ReportedSeverity, string>> = {
  error: 'critical',
  warning: 'major',
  info: 'minor',
  hint: 'info',
};

export function reportCodeQuality(report: LintReport): string {
  const fingerprints = fingerprintsOf(report);
  const issues = report.findings.map(({ rule, message, severity, file, line, endLine, url }, index) => ({
    type: 'issue',
    check_name: rule,
    description: message,
    content: { body: url },
    categories: ['Bug Risk'],
    severity: SEVERITY[severity],
    fingerprint: fingerprints[index],
    location: { path: file, lines: { begin: line, end: endLine } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}
