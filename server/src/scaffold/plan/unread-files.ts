/** Files that would have told something, and could not be read as what they are. */
import { folderOf, isYamlPath } from '../../text/path.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { PIPELINE_FILE, isOfChart, type Situation } from '../situation.ts';

/** What was left out for that, in words. */
export function unreadFiles({ snapshot, applications }: Situation): readonly string[] {
  const isBeside = (path: string) => applications.some(({ folder }) => folderOf(path) === folder);
  return [...snapshot.paths()].flatMap((path) => {
    const state = snapshot.unreadable(path);
    if (state && isYamlPath(path) && !isOfChart(path))
      return [`${path} cannot be read (${state.reason}): if it holds manifests, look after them yourself.`];
    if (state?.kind === 'unreadable' && isBeside(path))
      return [`${path} cannot be read (${state.reason}): what it says was not taken into account.`];
    const line = brokenLine(snapshot, path);
    return line === undefined
      ? []
      : [`${path} has an error in line ${line}, so it is left as it is: kubectl will refuse it.`];
  });
}

/** Where a file of Kubernetes resources stops being YAML, 1-based; undefined for every other file. */
export function brokenLine(snapshot: Snapshot, path: string): number | undefined {
  if (!isYamlPath(path) || path === PIPELINE_FILE || isOfChart(path)) return undefined;
  const source = snapshot.text(path);
  // Templates of other tools are no YAML before they are filled in.
  if (!source || !/^apiVersion\s*:/m.test(source.text) || source.text.includes('{{')) return undefined;
  const problem = snapshot.yaml(path)?.documents.flatMap(({ problems }) => problems)[0];
  const place = problem && snapshot.locate(problem.at);
  return place && source.lineAt(place.range.start) + 1;
}
