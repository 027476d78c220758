/** The start of a test module in the Node extension host. */
import { format } from 'node:util';
import Mocha from 'mocha';
import { OPTIONS, markConsole, report } from './report.ts';

markConsole(format);
const mocha = new Mocha(OPTIONS);
mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);

export function run(): Promise<void> {
  return report((end) => mocha.run(end));
}
