/** A small project in memory, and its delivery facts in few words. */
import type { DeliveryProject } from '../../../server/src/delivery/delivery-files.ts';
import { readDelivery, type Delivery } from '../../../server/src/delivery/delivery.ts';
import type { FileReference } from '../../../server/src/delivery/file-reference.ts';
import type { JobDelivery } from '../../../server/src/delivery/job-delivery.ts';
import { displayText } from '../../../server/src/delivery/partial-text.ts';
import type { Stream } from '../../../server/src/delivery/stream.ts';
import { readPipeline, type Pipeline } from '../../../server/src/gitlab/pipeline.ts';
import { SourceText } from '../../../server/src/text/source-text.ts';
import type { Segment } from '../../../server/src/text/span.ts';
import { YamlFile } from '../../../server/src/yaml/yaml-file.ts';

export interface TestProject {
  readonly delivery: Delivery;
  readonly pipeline: Pipeline;
  readonly texts: ReadonlyMap<string, string>;
  job(name: string): JobDelivery;
  /** The project after an edit; what did not change is taken over. */
  with(changes: Readonly<Record<string, string>>): TestProject;
}

interface Parsed {
  readonly yaml: Map<string, YamlFile>;
  readonly segments: Map<string, Segment>;
  readonly pipeline?: Pipeline;
  readonly paths?: ReadonlySet<string>;
}

/** A project of files by path; `.gitlab-ci.yml` is the pipeline. */
export function project(files: Readonly<Record<string, string>>, before?: Parsed): TestProject {
  const texts = new Map(Object.entries(files));
  const yaml = new Map<string, YamlFile>();
  const segments = new Map<string, Segment>();
  const same =
    before?.paths &&
    [...texts.keys()].every((path) => before.paths!.has(path)) &&
    before.paths.size === texts.size;
  const paths: ReadonlySet<string> = same ? before.paths! : new Set(texts.keys());
  const reader = {
    yaml: (path: string) => {
      const text = texts.get(path);
      if (text === undefined) return undefined;
      if (!yaml.has(path)) yaml.set(path, YamlFile.parse(new SourceText(path, text), before?.yaml.get(path)));
      return yaml.get(path);
    },
    exists: (path: string) => texts.has(path),
    paths: () => paths,
  };
  const deliveryFiles: DeliveryProject = {
    ...reader,
    configuration: { envsubstFlavour: 'gnu' },
    segment: (path) => {
      const text = texts.get(path);
      if (text === undefined) return undefined;
      const earlier = before?.segments.get(path);
      if (!segments.has(path)) segments.set(path, earlier?.text === text ? earlier : { text });
      return segments.get(path);
    },
  };
  const pipeline = readPipeline('.gitlab-ci.yml', reader, {}, before?.pipeline);
  const delivery = readDelivery({ pipelines: [pipeline], project: deliveryFiles });
  return {
    delivery,
    pipeline,
    texts,
    job: (name) => delivery.job(pipeline.jobs.get(name)!)!,
    with: (changes) => project({ ...files, ...changes }, { yaml, segments, pipeline, paths }),
  };
}

/** A project whose pipeline has one job `deploy` with these script lines, each as YAML would have it in a list. */
export function script(lines: string, files: Readonly<Record<string, string>> = {}, more = ''): TestProject {
  const indented = lines.replace(/^\n|\s+$/g, '').replace(/^/gm, '      ');
  return project({ '.gitlab-ci.yml': `deploy:\n${more}  script:\n    - |\n${indented}\n`, ...files });
}

/** `path` for a file of the repository, else with what is known of it. */
export function named(file: FileReference): string {
  const where = file.path ?? `?${displayText(file.text)}`;
  return file.state.kind === 'repository' ? where : `${where} (${file.state.kind})`;
}

export function flow(stream: Stream): string {
  switch (stream.kind) {
    case 'files':
      return stream.files.map(named).join(' + ');
    case 'rendered':
      return `envsubst(${flow(stream.call.input)})`;
    case 'edited':
      return `${stream.by}(${flow(stream.from)})`;
    case 'created':
      return `create ${stream.call.resourceKind}`;
    case 'generated':
      return `<${stream.by}>`;
    case 'text':
      return JSON.stringify(displayText(stream.text));
    case 'several':
      return stream.streams.map(flow).join(' + ');
    default:
      return stream.kind;
  }
}

/** The job's calls of envsubst: what each reads, its list, and where its output goes. */
export function envsubsts(read: TestProject, job = 'deploy'): string[] {
  return read.job(job).envsubstCalls.map((call) => {
    const outputs = call.outputs.map((output) =>
      output.kind === 'file'
        ? `${output.isAppended ? '>>' : '>'} ${named(output.file)}`
        : output.kind === 'apply'
          ? `| ${output.call.verb}`
          : `| ${output.name}`,
    );
    const list = call.list ? ` [${call.list.names ? [...call.list.names].join(' ') : '?'}]` : '';
    return [`${flow(call.input)}${list}`, ...outputs].join(' ');
  });
}

/** What the job's kubectl commands are given. */
export function applies(read: TestProject, job = 'deploy'): string[] {
  return read.job(job).applies.map((call) => {
    const inputs = call.inputs.map((input) => {
      if (input.kind === 'stream') return flow(input.stream);
      if (input.kind === 'file')
        return input.file.state.kind === 'written'
          ? `${named(input.file)} = ${flow(input.file.state.file.content)}`
          : named(input.file);
      if (input.kind === 'folder')
        return `${named(input.folder)}/{${input.files.map(named).join(', ')}${input.isComplete ? '' : ', …'}}`;
      if (input.kind === 'kustomization') return `-k ${named(input.folder)}`;
      return input.kind === 'address' ? displayText(input.text) : input.kind;
    });
    return `${call.verb} ${inputs.join('; ')}`;
  });
}
