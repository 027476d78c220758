/** What somebody should know about what could not be taken into account. */
import { folderOf } from '../../text/path.ts';
import type { Situation } from '../situation.ts';

/** Files that would have told something about an application, and could not be read. */
export function unreadableFiles({ snapshot, applications }: Situation): readonly string[] {
  const isBeside = (path: string) => applications.some(({ folder }) => folderOf(path) === folder);
  return [...snapshot.paths()].flatMap((path) => {
    const state = isBeside(path) ? snapshot.unreadable(path) : undefined;
    return state?.kind === 'unreadable'
      ? [`${path} cannot be read (${state.reason}): what it says was not taken into account.`]
      : [];
  });
}
