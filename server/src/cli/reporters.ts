/** The forms in which `lint` prints its report. */
import type { LintReport } from './report.ts';

type Reporter = (report: LintReport) => string | Promise<string>;

const REPORTERS: Readonly<Record<string, () => Promise<Reporter>>> = {
  text: async () => (await import('./report-text.ts')).reportText,
  json: () => Promise.resolve(reportJson),
  sarif: async () => (await import('./report-sarif.ts')).reportSarif,
  codequality: async () => (await import('./report-code-quality.ts')).reportCodeQuality,
  junit: async () => (await import('./report-junit.ts')).reportJunit,
};

export const FORMATS: readonly string[] = Object.keys(REPORTERS);

/** @param format one of FORMATS */
export async function formatReport(format: string, report: LintReport): Promise<string> {
  return (await REPORTERS[format]!())(report);
}

function reportJson({ version, findings, summary }: LintReport): string {
  return `${JSON.stringify({ version, findings, summary }, null, 2)}\n`;
}
