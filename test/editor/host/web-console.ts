/** Marks what is printed in the browser's host; imported before mocha, which keeps the console that it finds. */
import { markConsole } from './report.ts';

markConsole(formatWords);

/** `util.format` as far as mocha uses it. */
function formatWords(first: unknown, ...rest: unknown[]): string {
  if (typeof first !== 'string')
    return [first, ...rest]
      .filter((word) => word !== undefined)
      .map(show)
      .join(' ');
  const text = first.replace(/%[sdoOj]/g, (place) => (rest.length > 0 ? show(rest.shift()) : place));
  return [text, ...rest.map(show)].join(' ');
}

function show(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
