/**
 * A server and a browser profile of its own for every worker: the server started as a person starts it, on a free port
 * with an empty data directory; a page that is signed in; and the HTTP interface, to prepare what a journey starts from
 * and to hold a page against.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type BrowserContext, test as base, type Page } from '@playwright/test';

/** A busy machine takes its time. */
const startLimitMs = 120_000;
/** A server that runs a test heals and tears down before it ends. */
const stopLimitMs = 60_000;

/** What is started; another build can be put to the test. */
const command = process.env.CLEW_E2E_COMMAND ?? 'server/bin/clew.mjs';

export interface ClewServer {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly token: string;
  readonly dataDirectory: string;
  readonly process: ChildProcess;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export async function startServer(dataDirectory: string): Promise<ClewServer> {
  const child = spawn(process.execPath, [command, 'serve', '--port', '0', '--data', dataDirectory], {
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

/** What a test needs to know of a run. */
export interface RunFacts {
  readonly id: string;
  readonly phase: string;
  readonly outcome?: string;
  readonly ended?: string;
  readonly entries: number;
  readonly operations: number;
}

export interface HistoryLine {
  readonly process?: number | 'nemesis';
  readonly type?: string;
  /** Nanoseconds since the start. */
  readonly time?: number;
}

/** The HTTP interface as a script with the token uses it. @throws for a refusal */
export async function ask<T>(server: ClewServer, path: string, method = 'GET', body?: unknown): Promise<T> {
  const response = await fetch(new URL(path, server.origin), {
    method,
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (/^application\/json\b/.test(response.headers.get('content-type') ?? '') ? JSON.parse(text) : text) as T;
}

/** As the server itself says; `CLEW_E2E_LAB=no` does as if it could not. */
export async function canMakeLab(server: ClewServer): Promise<boolean> {
  if (process.env.CLEW_E2E_LAB === 'no') return false;
  interface Report {
    readonly nodes: readonly { readonly rows: readonly { readonly state: string }[] }[];
  }
  const cluster = { type: 'lab', nodes: 1 };
  const { nodes } = await ask<Report>(server, '/api/clusters/examine', 'POST', { cluster, system: { name: 'etcd' } });
  return nodes.every(({ rows }) => rows.every(({ state }) => state !== 'bad'));
}

export async function launch(server: ClewServer, plan: unknown): Promise<string> {
  return (await ask<RunFacts>(server, '/api/runs', 'POST', plan)).id;
}

export async function factsOf(server: ClewServer, id: string): Promise<RunFacts> {
  return (await ask<{ readonly run: RunFacts }>(server, `/api/runs/${id}`)).run;
}

export async function historyOf(server: ClewServer, id: string): Promise<readonly HistoryLine[]> {
  const text = await ask<string>(server, `/api/runs/${id}/history.jsonl`);
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as HistoryLine);
}

/** A server on a directory that is removed with it; for tests that need an empty library or end their server. */
export async function withOwnServer(work: (server: ClewServer) => Promise<void>): Promise<void> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'clew-e2e-'));
  const server = await startServer(dataDirectory);
  try {
    await work(server);
  } finally {
    await server.stop();
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

/** Opens a page of the server as the person who started it. */
export async function openAsOperator(page: Page, server: ClewServer, path = '/'): Promise<void> {
  const address = new URL(path, server.origin);
  address.searchParams.set('token', server.token);
  await page.goto(address.href);
}

/** All that one journey leaves behind in a profile, beside what the pages are made of. */
async function forget(profile: BrowserContext, origin: string): Promise<void> {
  for (const page of profile.pages()) await page.close();
  await profile.clearCookies();
  await profile.clearPermissions();
  await profile.setOffline(false);
  const page = await profile.newPage();
  const devtools = await profile.newCDPSession(page);
  await devtools.send('Storage.clearDataForOrigin', { origin, storageTypes: 'local_storage' });
  await page.close();
}

export const test = base.extend<{ operator: Page }, { server: ClewServer; profile: BrowserContext }>({
  // Scripts and styles are fetched and compiled once, as in the browser of a person who comes back.
  profile: [
    async ({ browser }, use) => {
      const profile = await browser.newContext();
      await use(profile);
      await profile.close();
    },
    { scope: 'worker' },
  ],
  context: async ({ profile, server, permissions, actionTimeout }, use) => {
    await forget(profile, server.origin);
    if (permissions) await profile.grantPermissions(permissions);
    profile.setDefaultTimeout(actionTimeout ?? 0);
    profile.setDefaultNavigationTimeout(0);
    await use(profile);
  },
  server: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a fixture needs from this pattern.
    async ({}, use) => {
      await withOwnServer(use);
    },
    { scope: 'worker', timeout: startLimitMs + stopLimitMs },
  ],
  operator: async ({ page, server }, use) => {
    await openAsOperator(page, server);
    await use(page);
  },
});

export { expect } from '@playwright/test';
