import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{unit,rules,corpus}/**/*.test.ts'],
    setupFiles: ['test/unit/property-seed.ts'],
    pool: 'threads',
    isolate: false,
    // A busy machine is no fault of the code: this only ends what hangs.
    testTimeout: 60_000,
  },
});
