/** The start of a test module in the Node extension host. */
import './node-console.ts';
import Mocha from 'mocha';
import { OPTIONS, report } from './report.ts';

const mocha = new Mocha(OPTIONS);
mocha.suite.emit('pre-require', globalThis as unknown as Mocha.MochaGlobals, '', mocha);

export function run(): Promise<void> {
  return report((end) => mocha.run(end));
}
