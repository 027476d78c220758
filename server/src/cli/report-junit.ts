/** The report as JUnit XML: a suite for each file with findings, errors and warnings as failures. */
import type { LintReport, ReportedFinding } from './report.ts';

export function reportJunit({ findings, summary }: LintReport): string {
  const files = [...new Set(findings.map(({ file }) => file))];
  const suites = files.map((file) =>
    suiteOf(
      file,
      findings.filter((finding) => finding.file === file),
    ),
  );
  // A platform takes a report without any test for a broken one.
  if (suites.length === 0)
    suites.push(
      '  <testsuite name="pipewright" tests="1" failures="0">\n    <testcase name="nothing found" classname="pipewright"/>\n  </testsuite>\n',
    );
  const failures = summary.errors + summary.warnings;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="pipewright" tests="${Math.max(1, findings.length)}" failures="${failures}">\n${suites.join('')}</testsuites>\n`;
}

function suiteOf(file: string, findings: readonly ReportedFinding[]): string {
  const failures = findings.filter(isFailure).length;
  const cases = findings.map(testCase).join('');
  return `  <testsuite name="${escape(file)}" tests="${findings.length}" failures="${failures}">\n${cases}  </testsuite>\n`;
}

function testCase(finding: ReportedFinding): string {
  const { rule, file, line, column, severity, message, url } = finding;
  const text = escape(`${file}:${line}:${column}: ${severity}: ${message}\n${url}`);
  const body = isFailure(finding)
    ? `<failure type="${severity}" message="${escape(message)}">${text}</failure>`
    : `<system-out>${text}</system-out>`;
  return `    <testcase name="${escape(`${rule} ${line}:${column}`)}" classname="${escape(file)}" file="${escape(file)}">\n      ${body}\n    </testcase>\n`;
}

function isFailure({ severity }: ReportedFinding): boolean {
  return severity === 'error' || severity === 'warning';
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 has no way to write control characters and lone surrogates: they become `�`. */
const UNWRITABLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function escape(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
