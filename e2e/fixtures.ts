/**
 * A server of its own for every worker, started as a person starts it, on a free port with an empty data directory; and
 * a page that is signed in.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test as base, type Page } from '@playwright/test';

/** A build may still be missing when the first test starts. */
const startLimitMs = 120_000;
/** A server that runs a test heals and tears down before it ends. */
const stopLimitMs = 60_000;

export interface ClewServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly token: string;
  readonly dataDirectory: string;
  readonly process: ChildProcess;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export const isLabPossible = process.platform === 'linux' && process.getuid?.() === 0;

export async function startServer(dataDirectory: string): Promise<ClewServer> {
  const child = spawn(process.execPath, ['server/bin/clew.mjs', 'serve', '--port', '0', '--data', dataDirectory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const address = await new Promise<URL>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server printed no address')), startLimitMs);
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const found = /http:\/\/\S+token=\S+/.exec(line);
      if (!found) return;
      clearTimeout(timer);
      resolve(new URL(found[0]));
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    origin: address.origin,
    token: address.searchParams.get('token') ?? '',
    dataDirectory,
    process: child,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** Opens a page of the server as the person who started it. */
export async function openAsOperator(page: Page, server: ClewServer, path = '/'): Promise<void> {
  const address = new URL(path, server.origin);
  address.searchParams.set('token', server.token);
  await page.goto(address.href);
}

export const test = base.extend<{ operator: Page }, { server: ClewServer }>({
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
    async ({}, use) => {
      const dataDirectory = await mkdtemp(join(tmpdir(), 'clew-e2e-'));
      const server = await startServer(dataDirectory);
      await use(server);
      await server.stop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: startLimitMs + stopLimitMs },
  ],
  operator: async ({ page, server }, use) => {
    await openAsOperator(page, server);
    await use(page);
  },
});

export { expect } from '@playwright/test';
