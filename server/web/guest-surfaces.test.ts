/**
 * Everything that anybody is shown under a link, of runs that fail in every way that there is, is searched for everything
 * private that their plans hold. A way out that is new fails here until it is in the list.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hidden, openly, worded } from '@/lib/base/wording';
import { resolveExperiment } from '@/lib/plan/experiment';
import { type Plan, planSchema } from '@/lib/plan/plan';
import { allEndpoints } from '@/lib/protocol/api/all-endpoints';
import type { Endpoint } from '@/lib/protocol/api/endpoint';
import { pathOf } from '@/lib/protocol/api/endpoint';
import { sharedFiles } from '@/lib/protocol/api/endpoints';
import type { Entry } from '@/lib/protocol/entry';
import { chunksOf, type EntryBatch } from '@/lib/protocol/entry-batch';
import { operator } from '@/lib/protocol/principal';
import { eventAudience, type WatchReply } from '@/lib/protocol/socket';
import { Guests } from '../audience/guests';
import { ClewError } from '../base/failure';
import { packageRoot } from '../base/package-root';
import { guestMaterial } from '../export/run-material';
import { runZip } from '../export/run-zip';
import { savedRun } from '../export/saved-run';
import { unzipped } from '../export/unzipped.fixture';
import { temporaryDirectory } from '../jobs/puppet.fixture';
import { EmbeddedCluster } from '../lab/embedded/embedded-cluster';
import { RemoteError } from '../nodes/remote-error';
import { patched } from '../runner/watched-run.fixture';
import { unpackEntries } from '../store/lines';
import type { Client } from '../systems/kit/client';
import { NodeNotReadyError } from '../systems/kit/node-not-ready';
import { programIn } from '../systems/kit/source/archive';
import { downloadedFile } from '../systems/kit/source/download';
import { memoryTestbed } from '../testbed/memory/testbed';
import { TestbedOpener } from '../testbed/open-testbed';
import type { Testbed } from '../testbed/testbed';
import { type ServerHandle, serve } from './serve';

const markers = {
  host: 'qhostq.qcorpq.invalid',
  address: '10.77.66.55',
  port: '47291',
  user: 'quserq',
  keyFile: '/qkeyq/id_qprodq',
  variable: 'CLEW_QVARQ',
  knownHosts: '/qhostsq/known_qq',
  sourcePath: '/qsourceq/qprogramq',
  urlHost: 'qmirrorq.invalid',
  urlPath: 'qpathq',
  query: 'qqueryq',
};

/** As a person would look for them: parts of the above that must not appear either. */
const parts = ['qhostq', 'qcorpq', 'qkeyq', 'qprodq', 'qhostsq', 'known_qq', 'qsourceq', 'qprogramq', 'qmirrorq'];
const secrets = [...Object.values(markers), ...parts];

type Stage = (plan: Plan, all: string) => Partial<Testbed>;

const rejecting =
  (error: (all: string) => unknown): Stage =>
  (_, all) => ({ setUp: () => Promise.reject(error(all)) });

/** What a node or a library may say that has the plan: all that is private in it. */
function allOf(plan: Plan): string {
  const { host, address, port, user, keyFile, variable, knownHosts } = markers;
  const source = 'source' in plan.system ? Object.values(plan.system.source).join(' of ') : '';
  return [`${user}@${host}:${port}`, address, `port ${port}`, user, keyFile, variable, knownHosts, source].join(
    ' and ',
  );
}

/** A client whose every answer quotes the plan. */
const leakyClient = (all: string): Client => ({
  invoke: async ({ f }) =>
    f === 'read'
      ? { type: 'ok', value: `${markers.address} ${all}` }
      : { type: 'info', error: { error: 'unknown', message: `dial ${markers.host}:${markers.port}: ${all}` } },
  close: async () => undefined,
});

let cacheDirectory = '';
const never = new AbortController().signal;
const quiet = { log: () => undefined };

/** The machines of such a run take no other one before they are healed. */
const tearDown = 'a tear-down that fails';

const stages: Readonly<Record<string, Stage>> = {
  'an error that nobody foresaw': rejecting((all) => new Error(`ENOENT: open '${markers.keyFile}', ${all}`)),
  'an unreachable node': rejecting(
    (all) =>
      new RemoteError({
        kind: 'unreachable',
        node: 'n1',
        message: `${all} cannot be reached`,
        command: all,
        cure: all,
      }),
  ),
  'a command that fails': rejecting(
    (all) => new RemoteError({ kind: 'exit', node: 'n2', message: `install: exit code 1: ${all}` }),
  ),
  'a file that is not there': (plan) => ({
    setUp: () => {
      const path = 'source' in plan.system && plan.system.source.from === 'file' ? plan.system.source.path : '/q';
      return programIn(path, path, { name: 'etcd', pathInPackage: 'usr/bin/etcd' }, cacheDirectory).then(() => ({
        version: '1',
      }));
    },
  }),
  'a download that fails': () => ({
    setUp: () =>
      downloadedFile({
        url: `http://127.0.0.1:1/x`,
        sha256: 'b'.repeat(64),
        cacheDirectory,
        report: quiet,
        signal: never,
      }).then(() => ({ version: '1' })),
  }),
  'a start that fails': rejecting(
    (all) =>
      new NodeNotReadyError({
        node: 'n1',
        system: 'etcd',
        reason: 'exited while starting',
        cure: all,
        command: `etcd --listen ${markers.host}:${markers.port}`,
        log: [`panic: listen tcp ${markers.address}:2380: ${all}`, `user ${markers.user} at ${markers.host}`],
      }),
  ),
  'a step and a line that are mixed': (plan, all) => ({
    setUp: async (report) => {
      report.log('clew.test', worded`${openly('n1')} is at ${plan.name} ${hidden(all, 'its address')}`);
      await report.step(`on ${markers.host}`, 'n1', () => Promise.reject(new Error(all))).catch(() => undefined);
      throw new ClewError({ message: worded`${openly('n1')}: ${all} failed`, cure: all, command: all });
    },
  }),
  'clients that quote addresses, and logs': (_, all) => ({
    openClient: async () => leakyClient(all),
    collectLogs: async () => [{ node: 'n1', file: '/var/log/clew/etcd.log', text: `panic: ${all}\nlisten ${all}\n` }],
    logPatterns: [{ title: 'etcd panicked', pattern: '^panic: ' }],
  }),
  'a fault that fails': (plan, all) => {
    const broken = () =>
      Promise.reject(new RemoteError({ kind: 'exit', node: 'n1', message: `iptables -s ${markers.address}: ${all}` }));
    return { capability: () => ({ cut: broken, heal: broken }) as never, nodes: nodesOf(plan) };
  },
  [tearDown]: (_, all) => ({ tearDown: () => Promise.reject(new Error(all)) }),
  'a status that quotes addresses': (_, all) => ({
    openStatusProbe: () => ({ ask: () => Promise.reject(new Error(all)), close: () => Promise.reject(new Error(all)) }),
  }),
};

function nodesOf({ cluster }: Plan): readonly string[] {
  return cluster.type === 'ssh' ? cluster.nodes.map(({ name }) => name) : [];
}

function planOf(name: string, source: object): Plan {
  return planSchema.parse({
    name,
    cluster: {
      type: 'ssh',
      nodes: [
        { name: 'n1', host: markers.host, port: Number(markers.port) },
        { name: 'n2', host: markers.address, port: Number(markers.port) },
        { name: 'n3', host: 'n3.qcorpq.invalid' },
      ],
      user: markers.user,
      auth: { keyFile: markers.keyFile, passwordVariable: markers.variable, agent: false },
      knownHostsFile: markers.knownHosts,
    },
    system: { name: 'etcd', source },
    load: { concurrency: 3, delaySeconds: 0.01, timeLimitSeconds: 1 },
    faults: [{ name: 'partition-random-halves', restSeconds: 0.1, durationSeconds: 0.2 }],
    recoverySeconds: 0,
    seed: 1,
  });
}

const sources: readonly object[] = [
  { from: 'file', path: markers.sourcePath },
  { from: 'node', path: markers.sourcePath },
  {
    from: 'download',
    url: `https://${markers.urlHost}/${markers.urlPath}?sig=${markers.query}`,
    sha256: 'a'.repeat(64),
  },
];

/** The nodes of the plan, with the registers of the system in memory behind them. */
function scripted(plan: Plan): Testbed {
  const memory = planSchema.parse({
    ...plan,
    cluster: { type: 'memory', nodes: 3 },
    system: { name: 'memory' },
    client: { readLevel: 'quorum' },
  });
  const stage = stages[plan.name];
  return patched(memoryTestbed(memory), stage?.(plan, allOf(plan)) ?? {});
}

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;

beforeAll(async () => {
  directory = await temporaryDirectory();
  cacheDirectory = join(directory.path, 'cache');
  for (const part of ['saved-run.js', 'saved-run.css']) await writeFile(join(directory.path, part), '');
  const real = new TestbedOpener();
  server = await serve({
    port: 0,
    dataDirectory: directory.path,
    openTestbed: async (plan, context) => (plan.name in stages ? scripted(plan) : real.open(plan, context)),
    heal: async () => [],
    log: pino({ level: 'silent' }),
    examine: async () => [],
    openPages: async () => ({ listener: (_, response) => void response.end('a page'), close: async () => undefined }),
  });
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

async function finished(plan: Plan): Promise<{ readonly id: string; readonly token: string }> {
  const { id } = await server.runs.submit(plan, operator);
  await server.runs.ended(id);
  return { id, token: (await server.links.make({ kind: 'run', id }, operator)).token };
}

const guestFiles: readonly Endpoint[] = Object.values(sharedFiles);

/** The text behind each address that a link opens. */
async function answers(token: string): Promise<ReadonlyMap<string, string>> {
  const paths = allEndpoints
    .filter(({ access, method, path }) => access === 'anyone' && method === 'GET' && path.includes(':token'))
    .map((endpoint) => pathOf(endpoint, { token, node: 'n1', file: '/var/log/clew/etcd.log' }));
  const texts = await Promise.all(
    paths.map(async (path) => [path, textOf(await (await fetch(`${server.address}${path}`)).text())] as const),
  );
  return new Map([...texts, ['a page in one file', await savedPage(token)], ...(await zippedTexts(token))]);
}

const guests = () => new Guests(server);

/** Whether or not the parts of the page were built. */
async function savedPage(token: string): Promise<string> {
  const view = await guests().run(token);
  if (!view) return '';
  const pieces: string[] = [];
  for await (const piece of await savedRun(view.run, view.pages(), directory.path)) pieces.push(piece);
  return textOf(pieces.join(''));
}

/** The files of everything in one zip, with their names. */
async function zippedTexts(token: string): Promise<readonly (readonly [string, string])[]> {
  const view = await guests().run(token);
  if (!view?.guest) return [];
  const own = { run: view.run, pages: () => server.runs.records.pages(view.run.id), logs: view.packedLogs };
  const pieces = await runZip(guestMaterial(own, view.guest), directory.path);
  const files = await unzipped(await buffer(pieces as AsyncIterable<Uint8Array>));
  return [...files].map(([name, text]) => [`${name} in the zip`, `${name}\n${textOf(text)}`]);
}

/** Of a page in one file also what is packed in it. */
function textOf(body: string): string {
  const packed = /id="run-data">([^<]*)</.exec(body)?.[1];
  return packed === undefined ? body : `${body}${gunzipSync(Buffer.from(packed, 'base64')).toString('utf8')}`;
}

/** Everything that a guest's socket is told until the run's entries are all there. */
async function streamed(id: string, token: string): Promise<{ readonly texts: string; readonly entries: Entry[] }> {
  const socket = io(server.address, { auth: { share: token }, transports: ['websocket'], forceNew: true });
  const texts: string[] = [];
  const entries: Entry[] = [];
  socket.onAny((_, ...values: readonly unknown[]) => texts.push(JSON.stringify(values)));
  try {
    const whole = (await server.runs.get(id))?.entries ?? 0;
    const arrived = new Promise<void>((resolve) => {
      socket.on('entries', async (batch: EntryBatch, acknowledge: () => void) => {
        for (const { bytes } of chunksOf(batch)) entries.push(...(await unpackEntries(new Uint8Array(bytes))));
        acknowledge();
        if (entries.length >= whole) resolve();
      });
    });
    const reply: WatchReply = await socket.emitWithAck('watch', { runId: id, from: 0 });
    texts.push(JSON.stringify(reply));
    if (whole > 0) await arrived;
    return { texts: [...texts, JSON.stringify(entries)].join('\n'), entries };
  } finally {
    socket.disconnect();
  }
}

/** What the pages that are made on the server, their tags and their pictures are made of. */
async function previews(token: string): Promise<string> {
  return JSON.stringify((await guests().run(token))?.run);
}

function expectNothing(where: string, text: string): void {
  const found = secrets.filter((secret) => isIn(text.toLowerCase(), secret.toLowerCase()));
  const machine = [directory.path, packageRoot].filter((path) => text.includes(path));
  expect([where, ...found, ...machine]).toEqual([where]);
}

/** A port is a number of its own: its digits also stand in one of some thousand moments. */
function isIn(text: string, secret: string): boolean {
  return /^\d+$/.test(secret) ? new RegExp(`(?<!\\d)${secret}(?!\\d)`).test(text) : text.includes(secret);
}

async function expectNoneShown({ id, token }: { readonly id: string; readonly token: string }): Promise<void> {
  for (const [path, text] of await answers(token)) expectNothing(path, text);
  expectNothing('the stream', (await streamed(id, token)).texts);
  expectNothing('the preview', await previews(token));
}

describe('under a link nothing names a machine', () => {
  it.each(Object.keys(stages).filter((name) => name !== tearDown))('of a run that meets %s', async (name) => {
    for (const source of name.startsWith('a file') ? sources.slice(0, 1) : sources) {
      const run = await finished(planOf(name, source));
      await expectNoneShown(run);
      // The operator is shown all of it.
      expect(JSON.stringify(await server.runs.get(run.id))).toContain(markers.host);
    }
  });

  it('of a run on machines that cannot be reached', async () => {
    const run = await finished(planOf('real', sources[0] ?? {}));
    await expectNoneShown(run);
    expect((await server.runs.get(run.id))?.sentence).toContain('3 of 3 nodes cannot be used: n1, n2, n3');
    expect(JSON.stringify(await server.runs.records.entries(run.id, 0, 1000))).toContain(markers.host);
    expect((await guests().run(run.token))?.run.sentence).toMatch(/nodes cannot be used|cannot be reached/);
  });

  it('of a run on a machine whose sshd lets nobody in', async () => {
    const cluster = await EmbeddedCluster.start(['n1']);
    try {
      const port = cluster.address.nodes[0]?.port ?? 0;
      const plan = planOf('refused', sources[0] ?? {});
      const { knownHostsFile: _, ...open } = plan.cluster as Extract<Plan['cluster'], { type: 'ssh' }>;
      const run = await finished({ ...plan, cluster: { ...open, nodes: [{ name: 'n1', host: '127.0.0.1', port }] } });
      await expectNoneShown(run);
      const seen = await streamed(run.id, run.token);
      expectNothing('the stream', seen.texts);
      expect(seen.texts).not.toContain(`${port}`);
      expect((await server.runs.get(run.id))?.sentence).toContain(`${port}`);
    } finally {
      await cluster.close();
    }
  });

  it('of an experiment, whose axes put addresses into the plan', async () => {
    const { seed: _, ...plan } = planOf('an error that nobody foresaw', sources[0] ?? {});
    const values = sources.map((source) => ({ set: { 'system.source': source } }));
    const paths = [
      { set: { 'system.source': sources[0] } },
      { title: markers.sourcePath, set: { 'system.source': sources[1] } },
    ];
    const resolved = resolveExperiment(
      {
        name: `x ${markers.host}`,
        plan,
        axes: [
          { name: 'source', values },
          { name: markers.address, values: paths },
        ],
      },
      1,
    );
    if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
    const { id } = await server.experiments.submit(resolved.value, operator);
    await expect.poll(async () => (await server.experiments.get(id))?.state).toBe('done');
    const token = (await server.links.make({ kind: 'experiment', id }, operator)).token;
    for (const [path, text] of await answers(token)) expectNothing(path, text);
    expectNothing('the preview', JSON.stringify(await guests().experiment(token)));
    const [first] = await server.runs.ofExperiment(id);
    await expectNoneShown({ id: first?.id ?? '', token: `${token}.${first?.id}` });
  });

  it('of a trend, which shows no run, whoever made it and however it ended', async () => {
    const run = await finished({ ...planOf('a start that fails', sources[0] ?? {}), name: `x ${markers.host}` });
    const key = (await server.trends.keyOf(run.id)) ?? '';
    // Others of this file had the same plan.
    const { plan, runs } = await server.trends.page(key, { limit: 100 });
    expect(plan?.name).toContain(markers.host);
    expect(runs[0]?.id).toBe(run.id);
    const { token } = await server.links.make({ kind: 'trend', id: key }, operator);
    const texts = await answers(token);
    for (const [path, text] of texts) expectNothing(path, text);
    expectNothing('the preview', JSON.stringify(await guests().trend(token, { limit: 1 })));
    const shown = texts.get(`/api/share/${token}/trend`) ?? '';
    expect(JSON.parse(shown).trend.runs).toHaveLength(runs.length);
    expect(runs.filter(({ id = '' }) => [...texts.values()].some((text) => text.includes(id)))).toEqual([]);
    expect(texts.get(`/api/share/${token}/badge.svg`)).toContain('test error');
    expect(await guests().run(token)).toBeUndefined();
    await server.links.revoke({ kind: 'trend', id: key }, operator);
    expect(await guests().trend(token, { limit: 1 })).toBeUndefined();
  });

  it('unless its owner says so, and then still nothing that gives access', async () => {
    const run = await finished(planOf('a start that fails', sources[2] ?? {}));
    await server.links.change({ kind: 'run', id: run.id }, { showsPlaces: true }, operator);
    const access = [markers.keyFile, 'qprodq', markers.variable, markers.knownHosts, markers.query];
    const texts = [
      ...(await answers(run.token)).values(),
      (await streamed(run.id, run.token)).texts,
      await previews(run.token),
    ];
    for (const text of texts) expect(access.filter((secret) => text.includes(secret))).toEqual([]);
    expect(texts.join('')).toContain(markers.host);
    await server.links.change({ kind: 'run', id: run.id }, { showsPlaces: false }, operator);
    await expectNoneShown(run);
  });
});

describe('and last', () => {
  it('of a run that meets a tear-down that fails', async () => {
    await expectNoneShown(await finished(planOf(tearDown, sources[0] ?? {})));
  });
});

describe('the ways to a guest', () => {
  it('are these addresses', () => {
    const open = allEndpoints
      .filter(({ access }) => access === 'anyone')
      .map(({ method, path }) => `${method} ${path}`);
    expect(open.toSorted()).toEqual(
      [
        'GET /api/openapi.json',
        // Of the server and of who signs in; neither tells of a run.
        'GET /api/proof/:nonce',
        'DELETE /api/session',
        'GET /api/share/:token',
        'GET /api/share/:token/badge.svg',
        'GET /api/share/:token/comparison',
        'GET /api/share/:token/trend',
        'GET /api/share/:token/experiment',
        'GET /api/share/:token/logs',
        // Tells whether a password is the right one.
        'POST /api/share/:token/unlock',
        'POST /api/session',
        ...guestFiles.map(({ path }) => `GET ${path}`),
      ].toSorted(),
    );
    expect(Object.keys(sharedFiles)).toEqual(['jsonl', 'edn', 'txt', 'html', 'zip', 'report', 'log']);
  });

  it('are these events of the stream', () => {
    expect(eventAudience).toEqual({ entries: 'guests', run: 'guests', listed: 'operators' });
  });

  it('are these pages', async () => {
    const share = join(packageRoot, 'app', 'share');
    const files = (await readdir(share, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(files.map(({ parentPath, name }) => join(parentPath, name).slice(share.length)).toSorted()).toEqual([
      '/[token]/opengraph-image.tsx',
      '/[token]/page.tsx',
      '/comparisons/[token]/opengraph-image.tsx',
      '/comparisons/[token]/page.tsx',
      '/experiments/[token]/opengraph-image.tsx',
      '/experiments/[token]/page.tsx',
      '/trends/[token]/opengraph-image.tsx',
      '/trends/[token]/page.tsx',
    ]);
  });
});
