/** Marks what is printed in the Node host; imported before mocha, which keeps the console that it finds. */
import { format } from 'node:util';
import { markConsole } from './report.ts';

markConsole(format);
