/** Where the inputs of files get their values: from includes, and from jobs that start child pipelines. */
import type { Span } from '../text/span.ts';
import { isMap, type YamlNode } from '../yaml/node.ts';
import { spanInScalar } from '../yaml/scalar-map.ts';
import { readIncludeItems } from './include.ts';
import type { PipelineFile, RootEntry } from './pipeline-file.ts';
import type { PipelineFiles } from './pipeline-files.ts';
import type { Pipeline } from './pipeline.ts';

export interface GivenInput {
  readonly name: string;
  /** The name alone, without quotes. */
  readonly at: Span;
  /** The files of the workspace that take the value: an include may bring in several. */
  readonly paths: readonly string[];
}

/** Every input that a file of the pipeline gives to another file. */
export function inputsGivenIn(pipeline: Pipeline, files: PipelineFiles): GivenInput[] {
  const toIncludes = pipeline.includes.flatMap(({ inputs, paths }) => namesIn(inputs, paths));
  const toChildren = pipeline.files.flatMap((file) =>
    [...file.jobs.values()].flatMap((entry) => givenByTrigger(entry, file, files)),
  );
  return [...toIncludes, ...toChildren];
}

/** Inputs stand beside the file, or beside `include` for all its files. */
function givenByTrigger(entry: RootEntry, file: PipelineFile, files: PipelineFiles): GivenInput[] {
  const { document } = file;
  const trigger = document?.valueOf(document.follow(entry.value), 'trigger');
  if (!document || !isMap(trigger)) return [];
  const includes = readIncludeItems(document.valueOf(trigger, 'include'), file, files);
  return [
    ...includes.flatMap(({ inputs, paths }) => namesIn(inputs, paths)),
    ...namesIn(
      document.valueOf(trigger, 'inputs'),
      includes.flatMap(({ paths }) => paths),
    ),
  ];
}

function namesIn(inputs: YamlNode | undefined, paths: readonly string[]): GivenInput[] {
  return (isMap(inputs) ? inputs.pairs : []).flatMap(({ key }) =>
    key.kind === 'scalar' && key.value !== '<<'
      ? [{ name: key.value, at: spanInScalar(key, 0, key.value.length), paths }]
      : [],
  );
}
