/** `pipewright expand [FOLDER]`: the pipeline as one file, each job as it runs. */
import { parseArgs } from 'node:util';
import type { Pipeline } from '../gitlab/pipeline.ts';
import type { Pair, ScalarNode } from '../yaml/node.ts';
import { printPair } from '../yaml/print.ts';
import { askedPipelines } from './asked-pipelines.ts';
import { UsageError, type Command } from './command.ts';

export const command: Command = {
  usage: `usage: pipewright expand [PATH]

Prints the pipeline as GitLab puts it together, as one file: includes, extends, defaults, references, anchors and merges
are resolved in each job. What is included but not known here is named in a comment.`,
  async run(words) {
    const { positionals } = parseArgs({ args: words, allowPositionals: true, options: {} });
    const asked = await askedPipelines(positionals);
    if (asked.length > 1) {
      const names = asked.map(({ name }) => `  ${name}`).join('\n');
      throw new UsageError(`There are several pipelines. Name one of them:\n${names}`);
    }
    process.stdout.write(`${expandPipeline(asked[0]!.pipeline).join('\n')}\n`);
    return 0;
  },
};

const UNREAD = { missing: 'Missing', refused: 'Refused by GitLab', unknown: 'Not known here' } as const;

/** The lines of the whole pipeline. */
export function expandPipeline(pipeline: Pipeline): string[] {
  const lines: string[] = [];
  for (const include of pipeline.includes)
    if (include.status !== 'resolved')
      lines.push(
        `# ${UNREAD[include.status]}: ${include.kind} ${include.target?.value.replaceAll(/\s+/g, ' ') ?? ''}`.trimEnd(),
      );
  const stages = pipeline.globals.has('stages') || pipeline.globals.has('types');
  if (stages) lines.push('stages:', ...pipeline.stages.flatMap(({ node }) => (node ? items(node) : [])));
  const { workflow } = pipeline;
  if (workflow) lines.push('', ...printPair({ key: plainKey('workflow', workflow), value: workflow }));
  const variables = [...pipeline.variables.values()];
  if (variables.length > 0) lines.push('', 'variables:', ...variables.flatMap(printPair).map(indented));
  for (const job of pipeline.jobs.values()) {
    const pairs = [...job.keywords.values()].filter(({ name }) => name !== 'inherit');
    const body = pairs.flatMap(({ key, value }) =>
      printPair({ key, ...(value && { value }) } satisfies Pair),
    );
    const [head = ''] = printPair({ key: job.key });
    lines.push('', head.endsWith(':') ? head : `${head}:`, ...body.map(indented));
    // Else the variables that the job does not inherit would come back in.
    const inherit = job.keyword('inherit');
    if (inherit?.value) lines.push(...printPair({ key: inherit.key, value: inherit.value }).map(indented));
  }
  return lines[0] === '' ? lines.slice(1) : lines;
}

function items(node: ScalarNode): string[] {
  const [line = '', ...more] = printPair({ key: plainKey('x', node), value: node });
  return [`  - ${line.replace(/^x: /, '')}`, ...more.map((text) => `  ${text}`)];
}

function plainKey(value: string, like: { segment: ScalarNode['segment'] }): ScalarNode {
  return { kind: 'scalar', style: 'plain', value, segment: like.segment, start: 0, end: 0 };
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
