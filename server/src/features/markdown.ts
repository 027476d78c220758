/** Text for hovers: what may stand in Markdown, and links to places of the project. */
import type { Location, Span } from '../text/span.ts';
import type { Snapshot } from '../project/snapshot.ts';

/** Gives the address of a place, for links; whoever talks to the editor knows it. */
export type AddressOf = (location: Location) => string;

/** Text between backticks, whatever it holds, on one line. */
export function code(text: string): string {
  const line = text.replace(/\s*[\r\n]+\s*/g, ' ↵ ');
  const shown = line.length > 200 ? `${line.slice(0, 199)}…` : line;
  if (shown === '') return '*(empty)*';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 || /^ .* $/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Plain text that is to be shown as it is. */
export function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}

export function codeBlock(language: string, lines: readonly string[], maximum = 40): string {
  const shown = lines.length > maximum ? [...lines.slice(0, maximum), '# …'] : lines;
  const longest = Math.max(
    2,
    ...shown.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

/** `[ci/deploy.yml:12](…)`, 1-based; '' where the place is gone. */
export function placeLink(snapshot: Snapshot, at: Span, addressOf: AddressOf): string {
  const location = snapshot.locate(at);
  const source = location && snapshot.text(location.path);
  if (!location || !source) return '';
  return `[${escape(location.path)}:${source.lineAt(location.range.start) + 1}](${addressOf(location)})`;
}

/** The same as plain text, for clients that show no Markdown. */
export function withoutMarkdown(markdown: string): string {
  return markdown
    .replace(/\[((?:[^\]\\]|\\.)*)\]\([^)]*\)/g, '$1')
    .replace(/^`{3,}.*$/gm, '')
    .replace(/\*\*|`/g, '')
    .replace(/(?<!\\)\*((?:[^*\\\n]|\\.)+)\*/g, '$1')
    .replace(/\\([\\`*_{}[\]<>#|~])/g, '$1')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
