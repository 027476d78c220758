/** The start of a test module in the browser's extension host, a web worker. */
// mocha's build for browsers, which defines `mocha`.
import 'mocha/mocha.js';
import { OPTIONS, markConsole, report } from './report.ts';

declare const mocha: {
  setup(options: typeof OPTIONS): void;
  run(end: (failures: number) => void): { stats?: { passes: number; failures: number } };
};

markConsole(formatWords);
mocha.setup(OPTIONS);

export function run(): Promise<void> {
  return report((end) => mocha.run(end));
}

/** `util.format` as far as mocha uses it. */
function formatWords(first: unknown, ...rest: unknown[]): string {
  const text =
    typeof first === 'string'
      ? first.replace(/%[sdoOj]/g, (place) => (rest.length > 0 ? show(rest.shift()) : place))
      : first === undefined
        ? ''
        : show(first);
  return [text, ...rest.map(show)].join(' ');
}

function show(value: unknown): string {
  if (value instanceof Error) return value.stack ?? value.message;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
