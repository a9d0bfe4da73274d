import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunSummary } from '@/lib/protocol/run';
import { newSummary } from '@/lib/protocol/summary';
import { memoryPlan, temporaryDirectory } from '../../jobs/puppet.fixture';
import { PagesProcess } from './pages-process';

/** In the place of Next: says who it is and what it was asked, reads what is behind a link, dies, or holds on to requests. */
const entry = `
import { createServer } from 'node:http';
const reads = new Map();
process.on('disconnect', () => process.exit(0));
process.on('message', ({ id, found, error }) => reads.get(id)(found ?? { error }));
createServer(async (request, response) => {
  if (request.url === '/die') return process.exit(3);
  if (request.url === '/hold') return;
  const [, kind, token] = request.url.split('/');
  const found = await new Promise((resolve) => {
    const id = reads.size + 1;
    reads.set(id, resolve);
    process.send({ type: 'read', id, kind, token });
  });
  response.writeHead(201, { 'x-page': 'yes', 'set-cookie': ['a=1', 'b=2'] });
  response.end(JSON.stringify({ pid: process.pid, headers: request.headers, found }));
}).listen(process.env.CLEW_PAGES_SOCKET, () => process.send({ type: 'ready' }));
`;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let pages: PagesProcess;
let http: Server;
let begun = 0;

const secrets = { cookie: 'clew-1=secret', authorization: 'operator', 'clew-page-key': 'secret' };

const run: RunSummary = newSummary({ id: 'r1', plan: memoryPlan('shared'), createdAt: 5 });

beforeEach(async () => {
  begun = 0;
  directory = await temporaryDirectory();
  const file = join(directory.path, 'pages.mjs');
  await writeFile(file, entry);
  const shared = {
    run: async (token: string) => (token === 'link' ? run : undefined),
    experiment: () => Promise.reject(new Error('the disk is gone')),
    comparison: async () => undefined,
    trend: async () => undefined,
  };
  pages = await PagesProcess.open(
    { isDevelopment: false, shared, isOperator: ({ headers }) => headers.authorization === 'operator' },
    async () => {
      begun++;
      return pathToFileURL(file);
    },
  );
  http = createServer((request, response) => {
    response.setHeader('x-frame-options', 'DENY');
    pages.listener(request, response);
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
});

afterEach(async () => {
  http.closeAllConnections();
  http.close();
  await pages.close();
  await directory.remove();
});

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${(http.address() as AddressInfo).port}${path}`, init);
}

test('no process before the first page; then one passes status, headers and what it read', async () => {
  expect(begun).toBe(0);
  const [first, second] = await Promise.all([
    ask('/run/link', { headers: { accept: 'text/html', ...secrets } }),
    ask('/run/none'),
  ]);
  expect([first.status, first.headers.get('x-page'), first.headers.get('x-frame-options')]).toEqual([
    201,
    'yes',
    'DENY',
  ]);
  expect(first.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  const shown = (await first.json()) as { pid: number; headers: Record<string, string>; found: RunSummary };
  expect(shown).toMatchObject({ headers: { accept: 'text/html' }, found: { id: 'r1' } });
  expect(Object.keys(shown.headers)).not.toEqual(expect.arrayContaining([expect.stringMatching(/cookie|auth|key/)]));
  expect(shown.pid).not.toBe(process.pid);
  expect(await second.json()).toMatchObject({ pid: shown.pid, found: {} });
  expect(await (await ask('/experiment/link')).json()).toMatchObject({ found: { error: expect.any(String) } });
  expect(begun).toBe(1);
});

test('one that died is begun again with the next page', async () => {
  const before = (await (await ask('/run/link')).json()) as { pid: number };
  expect((await ask('/die').catch(() => ({ status: 0 }))).status).not.toBe(200);
  await expect
    .poll(async () => ((await (await ask('/run/link')).json().catch(() => ({}))) as { pid?: number }).pid)
    .not.toBe(before.pid);
});

test('guests who ask for too much are told when to ask again; operators are answered', async () => {
  const gone = new AbortController();
  // More than fill every place: one of hundreds that begin at once may come to nothing.
  const held = Array.from({ length: 24 + 500 + 50 }, () =>
    ask('/hold', { signal: gone.signal }).catch(() => undefined),
  );
  let refused: Response | undefined;
  await expect
    .poll(async () => {
      const own = new AbortController();
      const asked = ask('/run/link', { signal: own.signal });
      refused = await Promise.race([asked, new Promise<undefined>((resolve) => setTimeout(resolve, 100))]);
      own.abort();
      await asked.catch(() => undefined);
      return refused?.status;
    })
    .toBe(503);
  expect(refused?.headers.get('retry-after')).toBe('1');
  expect((await ask('/run/link', { headers: { authorization: 'operator' } })).status).toBe(201);
  gone.abort();
  await Promise.all(held);
  await expect.poll(async () => (await ask('/run/link')).status).toBe(201);
});
