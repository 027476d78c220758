/**
 * Inputs by name. A name means an input of one file: where its header declares it, in `$[[ inputs.name ]]` below, and
 * where other files give its value.
 */
import { occurrencesInNode } from '../delivery/variable-occurrences.ts';
import { inputsGivenIn, type GivenInput } from '../gitlab/given-inputs.ts';
import { inputUsesIn, readInputs } from '../gitlab/inputs.ts';
import { readPipelineFile, type PipelineFile } from '../gitlab/pipeline-file.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Segment, Span } from '../text/span.ts';
import { spanInScalar } from '../yaml/scalar-map.ts';
import type { Occurrence } from './occurrence.ts';

/** The names in a file's header: the inputs that it declares, and what their defaults and rules use. */
export function occurrencesInHeader(file: PipelineFile): readonly Occurrence[] {
  const declared = [...readInputs(file).values()].map(({ name, key }) => ({
    ...inputOccurrence(name, spanInScalar(key, 0, name.length)),
    role: 'definition' as const,
  }));
  const used = (file.header?.entries ?? []).flatMap(({ root }) => [
    ...inputUsesIn(root).map(({ name, at }) => inputOccurrence(name, at)),
    ...(root ? occurrencesInNode(root) : []).map(({ name, at }): Occurrence => ({
      kind: 'variable',
      name,
      at,
      role: 'use',
    })),
  ]);
  return [...declared, ...used];
}

/** The inputs that the text of a segment gives to other files. */
export function inputsGivenBy(snapshot: Snapshot, segment: Segment): readonly Occurrence[] {
  return givenInputs(snapshot)
    .filter(({ at }) => at.segment === segment)
    .map(({ name, at }) => inputOccurrence(name, at));
}

/** Where values are given to an input of these files. */
export function inputsGivenTo(
  snapshot: Snapshot,
  name: string,
  files: readonly PipelineFile[],
): readonly Occurrence[] {
  const paths = new Set(files.map(({ path }) => path));
  return givenInputs(snapshot)
    .filter((it) => it.name === name && it.paths.some((path) => paths.has(path)))
    .map(({ at }) => inputOccurrence(name, at));
}

/**
 * The files whose input is meant: those that get the value that is given here, else the one that the name stands in.
 * @param path the file that the name stands in
 */
export function filesOfInput(snapshot: Snapshot, input: Occurrence, path: string): readonly PipelineFile[] {
  return filesAt(snapshot, pathsOfInput(snapshot, input, path));
}

/** The same with the files that get values of this name together with them: the name is one in all of them. */
export function filesSharingInput(
  snapshot: Snapshot,
  input: Occurrence,
  path: string,
): readonly PipelineFile[] {
  const paths = new Set(pathsOfInput(snapshot, input, path));
  const given = givenInputs(snapshot).filter(({ name }) => name === input.name);
  for (let size = 0; size !== paths.size;) {
    size = paths.size;
    for (const together of given)
      if (together.paths.some((taking) => paths.has(taking)))
        for (const taking of together.paths) paths.add(taking);
  }
  return filesAt(snapshot, [...paths]);
}

function pathsOfInput(snapshot: Snapshot, { at }: Occurrence, path: string): readonly string[] {
  const given = givenInputs(snapshot).filter(
    (it) => it.at.segment === at.segment && it.at.start === at.start,
  );
  return given.length > 0 ? [...new Set(given.flatMap(({ paths }) => paths))] : [path];
}

function filesAt(snapshot: Snapshot, paths: readonly string[]): readonly PipelineFile[] {
  return paths.flatMap((path) => {
    const yaml = snapshot.yaml(path);
    return yaml ? readPipelineFile(yaml) : [];
  });
}

function givenInputs(snapshot: Snapshot): readonly GivenInput[] {
  return snapshot.derive(givenInputs, (it) =>
    it.pipelines.flatMap((pipeline) => inputsGivenIn(pipeline, it)),
  );
}

function inputOccurrence(name: string, at: Span): Occurrence {
  return { kind: 'input', name, at, role: 'use' };
}
