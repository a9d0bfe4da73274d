import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  outputDir: '.e2e/results',
  globalSetup: './server/bin/ensure-build.mjs',
  // Each has a server of its own and, while a journey needs one, a lab; most of their time is waiting.
  workers: 2,
  // A journey through a real run takes about a minute.
  timeout: 180_000,
  // What is waited for comes; how soon says nothing on a busy machine.
  expect: { timeout: 30_000 },
  forbidOnly: process.env.CI === 'true',
  projects: [
    { name: 'browser', testMatch: '**/*.spec.ts' },
    { name: 'pictures', testMatch: 'pictures.ts' },
  ],
  use: {
    browserName: 'chromium',
    actionTimeout: 30_000,
    // Pictures and snapshots of every action would take a third of the time of all journeys, and hardly any fails. What is
    // kept of one that does is its actions, its requests and the page at its end; `--trace=on` keeps everything.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CLEW_CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
