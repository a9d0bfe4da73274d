/** What a guest is answered who asks for more than the server makes for guests, and what an operator is. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { operator } from '@/lib/protocol/principal';
import { Guests } from '../../audience/guests';
import { quietLog } from '../../base/log';
import { Makings } from '../../export/makings';
import { Imports } from '../../import/imports';
import { memoryPlan, openNoTestbed, Puppet, reads, temporaryDirectory } from '../../jobs/puppet.fixture';
import { openWorkspace, type Workspace } from '../../jobs/workspace';
import { Webhooks } from '../../webhooks/webhooks';
import { Failures } from '../auth/failures';
import { Gate } from '../auth/gate';
import { Sessions } from '../auth/sessions';
import { Secrets } from '../auth/token';
import { apiListener } from './api';

const puppet = new Puppet();
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let workspace: Workspace;
let makings: Makings;
let webhooks: Webhooks;
let http: Server;
let port: number;
let token: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
  const dataDirectory = directory.path;
  workspace = await openWorkspace({ dataDirectory, openTestbed: openNoTestbed, execute: puppet.execute });
  // Each is begun and comes to no end.
  makings = await Makings.open(join(dataDirectory, 'made'), {
    make: (_, { signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
  });
  http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  ({ port } = http.address() as AddressInfo);
  const {
    runs,
    library,
    experiments,
    links,
    healing,
    rejudging,
    schedules,
    trends,
    sessions: table,
    events,
  } = workspace;
  const log = quietLog();
  const secrets = await Secrets.open(dataDirectory);
  ({ token } = secrets);
  const sessions = await Sessions.open({ table, events, token: () => secrets.token, log });
  const gate = new Gate({ secrets, sessions, host: '127.0.0.1', port });
  webhooks = new Webhooks({ table: workspace.webhooks, runs, log });
  http.on(
    'request',
    apiListener({
      ...{ runs, library, experiments, links, healing, rejudging, schedules, trends, makings, gate, secrets, log },
      webhooks,
      guests: new Guests({ runs, experiments, links, trends }),
      imports: await Imports.open({ runs, dataDirectory, log }),
      failures: new Failures(log),
      isLink: async () => true,
      changeToken: () => Promise.reject(new Error('no token is changed here')),
      clusters: workspace.clusters,
      examine: async () => [],
    }),
  );
});

afterEach(async () => {
  http.closeAllConnections();
  http.close();
  await webhooks.close();
  await makings.close();
  await workspace.close();
  await directory.remove();
});

test('who asks for too much is told when to ask again; an operator is not refused', async () => {
  const { id } = await workspace.runs.submit(memoryPlan('looked at'), operator);
  await puppet.begun('looked at');
  const link = (await workspace.links.make({ kind: 'run', id }, operator)).token;
  const gone = new AbortController();
  const ask = (path: string, headers = {}) =>
    fetch(`http://127.0.0.1:${port}/api/${path}`, { signal: gone.signal, headers });
  const entries = async () => (await workspace.runs.get(id))?.entries ?? 0;
  // Files of a run that grew are other files: one is made, eight wait, and the next is refused.
  let refused: Response | undefined;
  const waiting: Promise<unknown>[] = [];
  for (let round = 0; round < 12 && !refused; round++) {
    const before = await entries();
    puppet.append('looked at', reads(1, 2 * round));
    await expect.poll(entries).toBeGreaterThan(before);
    const answer = ask(`share/${link}/history.edn`);
    answer.catch(() => undefined);
    refused = await Promise.race([
      answer,
      expect
        .poll(() => makings.asked)
        .toBe(round + 1)
        .then(() => undefined),
    ]);
    waiting.push(answer);
  }
  expect(waiting).toHaveLength(10);
  expect(refused?.status).toBe(503);
  expect(refused?.headers.get('retry-after')).toBe('10');
  expect(await refused?.json()).toEqual({
    error: { message: 'the server makes as many files as it can at a time; ask again in a few seconds' },
  });
  const own = ask(`runs/${id}/history.edn`, { authorization: `Bearer ${token}` });
  own.catch(() => undefined);
  await expect.poll(() => makings.asked).toBe(10);
  gone.abort();
  await expect.poll(() => makings.asked).toBe(0);
});
