import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'e2e',
  outputDir: '.e2e/results',
  globalSetup: './server/bin/ensure-build.mjs',
  // Each has a server of its own and, while a journey needs one, a lab; most of their time is waiting.
  workers: 2,
  // A journey through a real run takes about a minute.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI === 'true',
  projects: [
    { name: 'browser', testMatch: '**/*.spec.ts' },
    { name: 'pictures', testMatch: 'pictures.ts' },
  ],
  use: {
    browserName: 'chromium',
    actionTimeout: 15_000,
    trace: 'retain-on-failure',
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
