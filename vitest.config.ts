import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Several suites may share a machine; a test that hangs still ends.
    testTimeout: 30_000,
    include: ['test/{unit,rules,corpus}/**/*.test.ts'],
    pool: 'threads',
    isolate: false,
    // A busy machine is no fault of the code: this only ends what hangs.
    testTimeout: 60_000,
  },
});
