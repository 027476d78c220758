/** What a command of the command line is. */

export interface Command {
  readonly usage: string;
  /** @returns the exit status: 0 nothing found, 1 findings, 2 wrong usage or an internal error */
  readonly run: (words: string[]) => Promise<number>;
}

/** The command was called in a wrong way: its message is shown without a stack, and the exit status is 2. */
export class UsageError extends Error {}
