/** The start of a test module in the browser's extension host, a web worker. */
import './web-console.ts';
// mocha's build for browsers, which defines `mocha`.
import 'mocha/mocha.js';
import { OPTIONS, report } from './report.ts';

declare const mocha: {
  setup(options: typeof OPTIONS): void;
  run(end: (failures: number) => void): { stats?: { passes: number; failures: number } };
};

mocha.setup(OPTIONS);

export function run(): Promise<void> {
  return report((end) => mocha.run(end));
}
