/** How the parts of the client ask the server, whichever server runs at the moment. */
import type { Event } from 'vscode';

export interface ServerAccess {
  /** The answer; undefined while no server runs, and when it has none. Never rejects. */
  ask<Result>(method: string, parameters: object): Promise<Result | undefined>;
  /** Fires when the server has read what was changed. */
  readonly onDidUpdate: Event<void>;
}

/** Where something stands, as the protocol writes it: 0-based, UTF-16. */
export interface ProtocolRange {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

export interface ProtocolLocation {
  readonly uri: string;
  readonly range: ProtocolRange;
}
