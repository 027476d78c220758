/** Property tests try other inputs on each run, but the same in CI: there a failure has to come from the change. */
import fc from 'fast-check';

if (process.env.CI) fc.configureGlobal({ seed: 20260101 });
