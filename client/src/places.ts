/** Places as the protocol writes them, for the editor. */
import * as vscode from 'vscode';
import type { ProtocolLocation, ProtocolRange } from './server-access.ts';

export function toRange({ start, end }: ProtocolRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** The address of a place, as links in the editor have it: `…#L3,5`, 1-based. */
export function addressOf({ uri, range: { start } }: ProtocolLocation): vscode.Uri {
  return vscode.Uri.parse(uri).with({ fragment: `L${start.line + 1},${start.character + 1}` });
}
