import { defineConfig } from 'vitest/config';

const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Both cores of the least machine; left to itself it would use one of two.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // scripts/count-tests.mjs reads the second.
    reporters: ['default', ['json', { outputFile: 'node_modules/.cache/keel-tests.json' }]],
  },
});

export default config;
