/** The report as SARIF 2.1.0, for platforms that show results beside the code. */
import { pageUrl } from '../rules/page-url.ts';
import type { RuleText } from '../rules/rule.ts';
import { loadAllRules } from '../rules/load.ts';
import { VERSION } from '../lsp/version.ts';
import { fingerprintsOf } from './fingerprint.ts';
import type { LintReport, ReportedEdit, ReportedFinding, ReportedRange, ReportedSeverity } from './report.ts';

const LEVELS: Readonly<Record<ReportedSeverity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'note',
  hint: 'note',
};

export async function reportSarif(report: LintReport): Promise<string> {
  const used = new Set(report.findings.map(({ rule }) => rule));
  const rules = (await loadAllRules())
    .filter(({ id }) => used.has(id))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const fingerprints = fingerprintsOf(report);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Pipewright',
            version: VERSION,
            informationUri: pageUrl('').replace(/\/rules\/$/, ''),
            rules: rules.map(toRule),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((finding, index) => ({
          ruleId: finding.rule,
          ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
          level: LEVELS[finding.severity],
          message: { text: finding.message },
          locations: [locationOf(finding.file, regionOf(finding))],
          ...(finding.related.length > 0 && {
            relatedLocations: finding.related.map(({ file, line, column, message }) => ({
              ...locationOf(file, { startLine: line, startColumn: column }),
              message: { text: message },
            })),
          }),
          ...(finding.fixes.length > 0 && { fixes: finding.fixes.map(toFix) }),
          partialFingerprints: { 'pipewright/v1': fingerprints[index] },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function toRule({ id, summary, severity }: RuleText) {
  return {
    id,
    shortDescription: { text: summary },
    helpUri: pageUrl(id),
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function toFix({ title, edits }: ReportedFinding['fixes'][number]) {
  const files = [...new Set(edits.map(({ file }) => file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: { uri: uriOf(file) },
      replacements: edits.filter((edit) => edit.file === file).map(toReplacement),
    })),
  };
}

function toReplacement(edit: ReportedEdit) {
  return { deletedRegion: regionOf(edit), insertedContent: { text: edit.newText } };
}

function locationOf(file: string, region: object) {
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region } };
}

/** Both are 1-based, and the end is behind the last character. */
function regionOf({ line, column, endLine, endColumn }: ReportedRange) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}
