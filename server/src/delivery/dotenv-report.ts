/** Variables that a job hands over to later ones by `artifacts:reports:dotenv`. */
import type { Job } from '../gitlab/job.ts';
import { isMap, isSequence, keyOf, type YamlNode } from '../yaml/node.ts';
import type { JobDelivery } from './job-delivery.ts';
import { knownText } from './partial-text.ts';
import type { FilePath } from './working-files.ts';

/** The files of a job's dotenv reports, as written. */
export function dotenvPathsOf(job: Job): readonly FilePath[] {
  const report = fieldOf(fieldOf(job.value('artifacts'), 'reports'), 'dotenv');
  const items = isSequence(report) ? report.items : report ? [report] : [];
  return items.flatMap((item) => (item.kind === 'scalar' ? [item.value.replace(/^\.\//, '')] : []));
}

/**
 * The variables that a job writes into a file of `NAME=value` lines. None where some of what it writes there is not
 * known. Format: docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv.
 */
export function dotenvIn(job: JobDelivery, path: FilePath): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const { file, content, isAppended, isConditional } of job.of('write')) {
    if (file.path !== path) continue;
    const text = content.kind === 'text' ? knownText(content.text) : undefined;
    if (text === undefined || isConditional) return new Map();
    if (!isAppended) variables.clear();
    for (const line of text.split(/\r?\n/)) {
      const found = /^([A-Za-z_]\w*)=(.*)$/.exec(line);
      if (found) variables.set(found[1]!, withoutQuotes(found[2]!));
    }
  }
  return variables;
}

function withoutQuotes(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}

function fieldOf(node: YamlNode | undefined, name: string): YamlNode | undefined {
  return isMap(node) ? node.pairs.findLast((pair) => keyOf(pair) === name)?.value : undefined;
}
