/** Hover of a keyword of `.gitlab-ci.yml` or `.pipewright.yml`: our words for it, its choices, its documentation. */
import { GLOBAL_KEYWORDS } from '../gitlab/pipeline-file.ts';
import { schema as pipelineSchema } from '../schema/generated/gitlab-ci-texts.js';
import { schema as configurationSchema } from '../schema/generated/pipewright-texts.js';
import { SchemaReader, type SchemaNode } from '../schema/schema-node.ts';
import { code, escape } from './markdown.ts';

export const pipelineReader = new SchemaReader(pipelineSchema);
export const configurationReader = new SchemaReader(configurationSchema);

/** Where a path of a pipeline's file leads in the schema; the first key is a job's name or a global keyword. */
export function pipelineNodes(path: readonly string[], isHeader = false): readonly SchemaNode[] {
  if (isHeader) {
    const spec = pipelineReader.at('#/$defs/spec');
    return spec && path[0] === 'spec' ? pipelineReader.follow(spec, path.slice(1)) : [];
  }
  const [first, ...rest] = path;
  if (first === undefined) return pipelineReader.follow(pipelineSchema, []);
  if (GLOBAL_KEYWORDS.has(first)) return pipelineReader.follow(pipelineSchema, path);
  const job = pipelineReader.at('#/$defs/job');
  return job ? pipelineReader.follow(job, rest) : [];
}

export function configurationNodes(path: readonly string[]): readonly SchemaNode[] {
  return configurationReader.follow(configurationSchema, path);
}

/** What is told of a keyword; undefined where the schema has nothing to say. */
export function keywordHover(
  name: string,
  nodes: readonly SchemaNode[],
  reader: SchemaReader,
): string | undefined {
  const node = nodes.find((it) => it.description !== undefined);
  if (!node?.description) return undefined;
  const choices = reader.choices(nodes);
  return [
    `**${escape(name)}**`,
    node.description,
    ...(choices.length > 0 && choices.length <= 20 ? [`One of ${choices.map(code).join(', ')}.`] : []),
    ...(node['x-url'] ? [`[GitLab's documentation](${node['x-url']})`] : []),
  ].join('\n\n');
}
