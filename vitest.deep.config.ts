import { defineConfig } from 'vitest/config';

/** The long runs: real candles from end to end, many seeds. Not part of `make test`. */
const config: ReturnType<typeof defineConfig> = defineConfig({
  test: { include: ['test/deep/**/*.deep.ts'], testTimeout: 3_600_000, hookTimeout: 3_600_000 },
});

export default config;
