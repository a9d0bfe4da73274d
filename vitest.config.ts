import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

const unit = {
  include: ['{lib,server,components}/**/*.test.{ts,tsx,mjs}'],
  globalSetup: 'server/bin/database-template.mjs',
  // Some start hundreds of processes or workers; how long that takes says nothing on a busy machine.
  testTimeout: 120_000,
  hookTimeout: 120_000,
};

export default defineConfig({
  resolve: { alias: { '@': root.replace(/\/$/, '') } },
  test: {
    // One more than the cores of a small machine: many tests wait, for an election, a time limit or an end, and need none.
    maxWorkers: 3,
    // What is waited for comes; how soon says nothing on a busy machine, and vitest would give up after a second.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          ...unit,
          name: 'unit',
          exclude: ['**/*.lab.test.ts', '**/*.alone.test.ts'],
          // A process for each of three hundred files would load the same modules three hundred times: a third of the time.
          isolate: false,
        },
      },
      {
        extends: true,
        // What measures the work of its own process has one to itself: the garbage of other tests is work, too.
        test: { ...unit, name: 'unit-alone', include: ['**/*.alone.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: ['server/**/*.lab.test.ts'],
          // The first of them downloads its system; two whole runs beside each other take twice as long.
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
