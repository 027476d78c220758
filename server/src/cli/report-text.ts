/** The report for people: the line, a caret under what is meant, and the fix. */
import type { SourceText } from '../text/source-text.ts';
import type { LintReport, ReportedFinding } from './report.ts';

const ESC = '\x1b';
const COLOURS = {
  error: '31',
  warning: '33',
  info: '36',
  hint: '90',
  dim: '90',
  bold: '1',
  fix: '32',
} as const;

/** Colour only on a terminal, and never where NO_COLOR is set. */
function hasColour(): boolean {
  return process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}

export function reportText(report: LintReport): string {
  const paint = hasColour()
    ? (style: keyof typeof COLOURS, text: string) => `${ESC}[${COLOURS[style]}m${text}${ESC}[0m`
    : (_style: keyof typeof COLOURS, text: string) => text;
  const blocks = report.findings.map((finding) => reportFinding(finding, report.textOf(finding.file), paint));
  return [...blocks, summaryLine(report)].join('\n');
}

type Paint = (style: keyof typeof COLOURS, text: string) => string;

function reportFinding(finding: ReportedFinding, source: SourceText | undefined, paint: Paint): string {
  const { file, line, column, severity, rule, message, related, fixes } = finding;
  const lines = [
    `${paint('bold', `${file}:${line}:${column}`)}: ${paint(severity, severity)}: ${message} ${paint('dim', `[${rule}]`)}`,
  ];
  if (source) lines.push(...excerpt(finding, source, paint));
  for (const place of related)
    lines.push(`  ${paint('dim', `${place.file}:${place.line}:${place.column}:`)} ${place.message}`);
  for (const fix of fixes) lines.push(`  ${paint('fix', 'fix:')} ${fix.title}`);
  return `${lines.join('\n')}\n`;
}

function excerpt(
  { line, column, endLine, endColumn, severity }: ReportedFinding,
  source: SourceText,
  paint: Paint,
): string[] {
  const text = source.lineText(line - 1).replace(/^\uFEFF/, '');
  const number = String(line);
  const start = column - 1;
  const end = Math.max(start + 1, endLine === line ? endColumn - 1 : text.length);
  // Tabs stay tabs, so that the caret stands under what it means whatever a terminal makes of them.
  const before = text.slice(0, start).replace(/[^\t]/gu, (character) => ' '.repeat(columnsOf(character)));
  const carets = '^'.repeat(
    Math.max(
      1,
      [...text.slice(start, end)].reduce((sum, character) => sum + columnsOf(character), 0),
    ),
  );
  const gutter = ' '.repeat(number.length);
  return [
    `  ${paint('dim', `${number} |`)} ${text}`,
    `  ${paint('dim', `${gutter} |`)} ${before}${paint(severity, carets)}`,
  ];
}

/** Terminal columns of a character: emoji and East Asian wide characters take two. */
function columnsOf(character: string): number {
  return /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]/u.test(
    character,
  )
    ? 2
    : 1;
}

function summaryLine({ summary }: LintReport): string {
  const { files, errors, warnings, infos, hints } = summary;
  const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
  const counts = [
    plural(errors, 'error'),
    plural(warnings, 'warning'),
    plural(infos, 'information'),
    plural(hints, 'hint'),
  ];
  return `${plural(files, 'file')}: ${counts.join(', ').replace('informations', 'information')}\n`;
}
