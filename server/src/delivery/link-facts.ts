/** Joins a job's facts once all of them are known: where outputs go, what is a kubeconfig, what is applied. */
import type { EnvsubstCall, EnvsubstOutput } from './envsubst-call.ts';
import type { ApplyCall, CreateCall, Fact, FileWrite, SourceVariable } from './facts.ts';
import { filePathOf, type FileReference } from './file-reference.ts';
import { displayText } from './partial-text.ts';
import type { PipelineVariables } from './shell-variables.ts';
import type { Stream } from './stream.ts';
import type { FilePath } from './working-files.ts';

type Open<T> = { -readonly [K in keyof T]: T[K] };

/** Completes the facts in place; to be called once, before anybody else sees them. */
export function linkFacts(facts: readonly Fact[], variables: PipelineVariables): void {
  const kubeconfigs = kubeconfigPaths(facts, variables);
  for (const fact of facts) {
    if (fact.kind === 'apply') linkApply(fact);
    else if (fact.kind === 'write') linkWrite(fact, kubeconfigs);
    else if (fact.kind === 'create' && !fact.isGuarded && isDeletedBefore(fact, facts))
      (fact as Open<CreateCall>).isGuarded = true;
  }
  for (const fact of facts) if (fact.kind === 'envsubst') markInPlace(fact);
}

function linkApply(call: ApplyCall): void {
  for (const input of call.inputs) {
    const streams = input.kind === 'stream' ? [input.stream] : contentsOf(input);
    for (const stream of streams) {
      if (input.kind === 'stream')
        for (const rendering of nearestRenderings(stream)) addOutput(rendering, { kind: 'apply', call });
      for (const created of createdIn(stream)) (created as Open<CreateCall>).isApplied = true;
    }
  }
}

/** Whether the job deletes a resource of that name before it creates it. */
function isDeletedBefore(create: CreateCall, facts: readonly Fact[]): boolean {
  const { name } = create;
  if (!name) return false;
  const short = displayText(name);
  return facts.some((fact) => {
    if (fact.kind !== 'kubectl' || fact.verb !== 'delete' || fact.order > create.order) return false;
    return fact.operands.some((operand) => {
      const text = displayText(operand);
      return text === short || text.endsWith(`/${short}`);
    });
  });
}

/** What was written into the files that a command is given. */
function contentsOf(input: ApplyCall['inputs'][number]): readonly Stream[] {
  const files = input.kind === 'file' ? [input.file] : input.kind === 'folder' ? input.files : [];
  return files.flatMap((file) => (file.state.kind === 'written' ? [file.state.file.content] : []));
}

function linkWrite(write: FileWrite, kubeconfigs: ReadonlySet<FilePath>): void {
  for (const rendering of nearestRenderings(write.content))
    addOutput(rendering, { kind: 'file', file: write.file, isAppended: write.isAppended, by: write.by });
  const open = write as Open<FileWrite>;
  open.isKubeconfig = write.file.path !== undefined && kubeconfigs.has(write.file.path);
  const source = sourceVariable(write.content, false);
  if (source) open.sourceVariable = source;
}

function addOutput(call: EnvsubstCall, output: EnvsubstOutput): void {
  (call.outputs as EnvsubstOutput[]).push(output);
}

/** The calls of envsubst whose output a stream is, with no file and no other call of envsubst between. */
export function nearestRenderings(stream: Stream): readonly EnvsubstCall[] {
  if (stream.kind === 'rendered') return [stream.call];
  if (stream.kind === 'edited') return nearestRenderings(stream.from);
  return stream.kind === 'several' ? stream.streams.flatMap(nearestRenderings) : [];
}

function createdIn(stream: Stream): readonly CreateCall[] {
  if (stream.kind === 'created') return [stream.call];
  if (stream.kind === 'edited') return createdIn(stream.from);
  if (stream.kind === 'several') return stream.streams.flatMap(createdIn);
  if (stream.kind === 'rendered') return createdIn(stream.call.input);
  if (stream.kind === 'files')
    return stream.files.flatMap((file) =>
      file.state.kind === 'written' ? createdIn(file.state.file.content) : [],
    );
  return [];
}

/** A file that is read and written by the same command is empty before it is read. */
function markInPlace(call: EnvsubstCall): void {
  for (const output of call.outputs) {
    // sponge waits for the end of its input.
    if (output.kind !== 'file' || output.isAppended || output.by === 'sponge') continue;
    const input = call.files.find((file) => file.path !== undefined && file.path === output.file.path);
    if (input) (call as Open<EnvsubstCall>).inPlace = { input, output: output.file };
  }
}

/** The paths that the job's kubectl reads its settings from. */
function kubeconfigPaths(facts: readonly Fact[], variables: PipelineVariables): ReadonlySet<FilePath> {
  const paths = new Set<FilePath>(['~/.kube/config', '/root/.kube/config']);
  const add = (file: FileReference | FilePath | undefined) => {
    const path = typeof file === 'string' ? file : file?.path;
    if (path !== undefined) paths.add(path);
  };
  const variable = variables.variable('KUBECONFIG');
  if (variable) add(filePathOf('', variable.value));
  for (const fact of facts) {
    if (fact.kind === 'apply') add(fact.kubeconfig);
    if (fact.kind !== 'envsubst' && fact.kind !== 'kubectl') continue;
    const assigned = fact.environment.variable('KUBECONFIG');
    if (assigned) add(filePathOf('', assigned.value));
    if (fact.kind === 'kubectl') add(fact.kubeconfig);
  }
  // The job runs as the user of any home folder that it writes one for.
  for (const fact of facts)
    if (fact.kind === 'write' && /^\/home\/[^/]+\/\.kube\/config$/.test(fact.file.path ?? '')) add(fact.file);
  return paths;
}

function sourceVariable(content: Stream, isDecoded: boolean): SourceVariable | undefined {
  if (content.kind === 'edited' && /^(?:base64|openssl|tr|sed)$/.test(content.by))
    return sourceVariable(content.from, true);
  const isPath = content.kind === 'files' && content.files.length === 1;
  if (content.kind !== 'text' && !isPath) return undefined;
  const text = content.kind === 'text' ? content.text : content.files[0]!.text;
  const at = content.kind === 'text' ? content.at : content.files[0]!.at;
  const pieces = text.filter((piece) => piece.kind !== 'text' || piece.text.trim() !== '');
  const [only] = pieces;
  if (pieces.length !== 1 || only?.kind !== 'unknown' || only.variable === undefined) return undefined;
  return { name: only.variable, at, isDecoded, isPath };
}
