/** `pipewright graph [FOLDER]`: the jobs of a pipeline and what waits for what, as a drawing. */
import { parseArgs } from 'node:util';
import { graphOf, type PipelineGraph } from '../gitlab/pipeline-graph.ts';
import { askedPipelines } from './asked-pipelines.ts';
import { UsageError, type Command } from './command.ts';
import { oneLine } from './one-line.ts';

const FORMATS: readonly string[] = ['mermaid', 'dot', 'json'];

export const command: Command = {
  usage: `usage: pipewright graph [PATH] [--format ${FORMATS.join('|')}]

Prints the stages and jobs of a pipeline, with an arrow from each job to those that wait for it: by their needs, or,
without needs, by their stage.`,
  async run(words) {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { format: { type: 'string', default: 'mermaid' } },
    });
    if (!FORMATS.includes(values.format))
      throw new UsageError(`There is no format '${values.format}': ${FORMATS.join(', ')}.`);
    const asked = await askedPipelines(positionals);
    const graphs = asked.map(({ name, pipeline }) => ({ file: name, ...graphOf(pipeline) }));
    process.stdout.write(
      values.format === 'json'
        ? `${JSON.stringify(graphs, undefined, 2)}\n`
        : graphs.map(values.format === 'dot' ? asDot : asMermaid).join('\n'),
    );
    return 0;
  },
};

type NamedGraph = PipelineGraph & { readonly file: string };

function asMermaid({ file, stages, edges }: NamedGraph): string {
  const ids = idsOf(stages);
  const label = (text: string) =>
    `"${oneLine(text).replaceAll('&', '#amp;').replaceAll('"', '#quot;').replaceAll('<', '#lt;')}"`;
  const lines = [`%% ${file}`, 'flowchart LR'];
  for (const [index, { name, jobs }] of stages.entries()) {
    lines.push(`  subgraph stage${index}[${label(name)}]`);
    for (const job of jobs) lines.push(`    ${ids.get(job)}[${label(job)}]`);
    lines.push('  end');
  }
  for (const { from, to, isOptional } of edges)
    lines.push(`  ${ids.get(from)} ${isOptional ? '-.->' : '-->'} ${ids.get(to)}`);
  return `${lines.join('\n')}\n`;
}

function asDot({ file, stages, edges }: NamedGraph): string {
  const quoted = (text: string) => `"${oneLine(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const lines = [`digraph ${quoted(file)} {`, '  rankdir=LR;', '  node [shape=box];'];
  for (const [index, { name, jobs }] of stages.entries()) {
    lines.push(`  subgraph cluster_${index} {`, `    label=${quoted(name)};`);
    for (const job of jobs) lines.push(`    ${quoted(job)};`);
    lines.push('  }');
  }
  for (const { from, to, isOptional } of edges)
    lines.push(`  ${quoted(from)} -> ${quoted(to)}${isOptional ? ' [style=dashed]' : ''};`);
  return `${lines.join('\n')}\n}\n`;
}

function idsOf(stages: PipelineGraph['stages']): ReadonlyMap<string, string> {
  return new Map(stages.flatMap(({ jobs }) => jobs).map((job, index) => [job, `job${index}`]));
}
