/** What becomes of a file that is brought: a run like any other, or nothing at all. */
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { isImported } from '@/lib/plan/imported-plan';
import { isOp } from '@/lib/protocol/entry';
import type { ImportRequest } from '@/lib/protocol/import';
import { operator } from '@/lib/protocol/principal';
import { quietLog } from '../base/log';
import { openNoTestbed, temporaryDirectory } from '../jobs/puppet.fixture';
import { openWorkspace, type Workspace } from '../jobs/workspace';
import { ImportError, Imports } from './imports';
import { zipOf } from './zip.fixture';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let workspace: Workspace;
let imports: Imports;

beforeAll(async () => {
  directory = await temporaryDirectory();
  workspace = await openWorkspace({ dataDirectory: directory.path, openTestbed: openNoTestbed });
  imports = await Imports.open({ runs: workspace.runs, dataDirectory: directory.path, log: quietLog() });
}, 60_000);

afterAll(async () => {
  await imports.close();
  await workspace.close();
  await directory.remove();
}, 60_000);

async function* piecesOf(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(content);
  const bytes = Math.max(500, all.length >> 6);
  for (let at = 0; at < all.length; at += bytes) yield all.subarray(at, at + bytes);
}

function bring(content: string | Uint8Array, request: Partial<ImportRequest> = {}) {
  const { id } = imports.begin({ file: 'history.edn', ...request }, operator);
  return imports.read(id, { pieces: piecesOf(content) });
}

async function judged(content: string | Uint8Array, request: Partial<ImportRequest> = {}) {
  const { id } = await bring(content, request);
  await workspace.runs.ended(id);
  const run = await workspace.runs.get(id);
  if (!run) throw new Error('there is no run');
  return run;
}

async function opsOf(id: string) {
  const ops = [];
  for await (const page of workspace.runs.records.pages(id)) ops.push(...page.filter(isOp));
  return ops;
}

/** Nothing of a failed import is seen, nor lies anywhere. */
async function runsKept(): Promise<number> {
  expect(
    (await readdir(directory.path)).includes('imports') ? await readdir(join(directory.path, 'imports')) : [],
  ).toEqual([]);
  return (await workspace.runs.page()).total;
}

const line = (process: number | string, type: string, f: string, value: string, ms: number) =>
  `{:process ${process}, :type :${type}, :f :${f}, :value ${value}, :time ${ms * 1_000_000}}`;

const staleRead = [
  line(0, 'invoke', 'write', '1', 1),
  line(0, 'ok', 'write', '1', 2),
  line(':nemesis', 'info', 'start-partition', 'nil', 3),
  line(':nemesis', 'info', 'start-partition', '[:isolated {"n1" #{"n2"}}]', 4),
  line(1, 'invoke', 'write', '2', 5),
  line(1, 'ok', 'write', '2', 6),
  line(0, 'invoke', 'read', 'nil', 7),
  line(0, 'ok', 'read', '1', 8),
  line(1, 'invoke', 'cas', '[2 3]', 9),
  line(1, 'info', 'cas', '[2 3]', 10),
  line(':nemesis', 'info', 'stop-partition', 'nil', 11),
  line(':nemesis', 'info', 'stop-partition', ':network-healed', 12),
  line(3, 'invoke', 'read', 'nil', 13),
  line(3, 'ok', 'read', '2', 14),
];

const lines = (ops: readonly string[]) => ops.map((op) => `${op}\n`).join('');

test('a history of others becomes a run: judged, with its faults, its clients and where it came from', {
  timeout: 60_000,
}, async () => {
  const run = await judged(lines(staleRead), { file: 'C:\\tmp/store/etcd/history.edn' });
  expect(run).toMatchObject({ phase: 'done', outcome: 'invalid', headline: 'Not linearizable', operations: 5 });
  expect(run.plan).toMatchObject({
    name: 'history',
    system: { name: 'imported' },
    cluster: { type: 'none', nodes: [] },
    origin: { file: 'history.edn', format: 'edn', ops: 14, notes: [] },
    workload: { name: 'history', model: 'cas-register', initial: null, isByKey: false },
    // Process 3 follows 1, which crashed.
    load: { concurrency: 2 },
  });
  expect(run.faults).toEqual([{ fault: 'partition', start: 3_000_000, end: 12_000_000 }]);
  expect(run.startedAt).toBeUndefined();
  const ops = await opsOf(run.id);
  expect(ops).toHaveLength(14);
  expect(ops[9]).toEqual({ index: 9, time: 10_000_000, process: 1, type: 'info', f: 'cas', value: [2, 3] });
  expect((await workspace.runs.page({ order: 'newest', limit: 10, text: 'history.edn' })).runs).toHaveLength(1);
});

test('keys are recognized, and a file without times gets some', { timeout: 60_000 }, async () => {
  const run = await judged(
    ['0 :invoke :write [:x 1]', '1 :invoke :read [:y nil]', '0 :ok :write [:x 1]', '1 :ok :read [:y 1]', '']
      .join('\n')
      .replaceAll(' :', '\t:')
      .replaceAll(' [', '\t['),
    { file: 'history.txt' },
  );
  expect(run).toMatchObject({ outcome: 'invalid', plan: { workload: { isByKey: true }, origin: { format: 'text' } } });
  expect(run.plan).toMatchObject({ origin: { notes: [{ message: expect.stringContaining('no times') }] } });
  expect((await opsOf(run.id))[2]).toMatchObject({ key: ':x', value: 1, time: 2_000_000 });
});

test('what looks like no workload is brought, and not judged', { timeout: 60_000 }, async () => {
  const run = await judged(lines([line(0, 'invoke', 'txn', '[]', 1), line(0, 'ok', 'txn', '[]', 2)]));
  expect(run).toMatchObject({ outcome: 'unknown', operations: 1 });
  expect(run.plan).toMatchObject({ origin: { notes: [{ message: expect.stringContaining('choose a model') }] } });
});

test('of a damaged file what is whole is brought, and the run says what is not', { timeout: 60_000 }, async () => {
  const run = await judged(lines([...staleRead.slice(0, 6), '{:process 0, :type :invo', ...staleRead.slice(6)]));
  expect(run).toMatchObject({ outcome: 'weak', operations: 2, ended: 'damaged' });
  expect(run.weak).toContain('The file is damaged, and what stood behind the damage is not known.');
  expect(run.plan).toMatchObject({
    origin: {
      ops: 6,
      damagedAt: 7,
      notes: [{ line: 7, message: expect.stringMatching(/not closed.*6 ops before it were brought/) }],
    },
  });
  const cut = await judged(lines(staleRead).slice(0, -20));
  expect(cut.plan).toMatchObject({ origin: { ops: 13, damagedAt: 14 } });
});

test('markup in names and values is text', { timeout: 60_000 }, async () => {
  const markup = '<img src=x onerror=alert(1)>';
  const run = await judged(
    lines([line(0, 'invoke', 'write', `"${markup}"`, 1), line(0, 'ok', 'write', `"${markup}"`, 2)]),
    { file: `${markup}.edn` },
  );
  expect(run.plan).toMatchObject({ origin: { file: `${markup}.edn` } });
  expect((await opsOf(run.id))[0]?.value).toBe(markup);
});

test('a store of Jepsen is read from a directory and from a zip', { timeout: 60_000 }, async () => {
  const store = join(directory.path, 'store');
  const time = join(store, 'etcd', '20190417T173816.000Z');
  await mkdir(time, { recursive: true });
  await writeFile(join(time, 'history.edn'), lines(staleRead));
  await writeFile(join(time, 'results.edn'), '{:valid? false}');
  await symlink(time, join(store, 'latest'));
  const { id } = imports.begin({ file: store }, operator);
  const run = await imports.read(id, { path: store });
  const entry = 'etcd/20190417T173816.000Z/history.edn';
  expect(run.plan).toMatchObject({ name: 'etcd 20190417T173816.000Z', origin: { file: 'store', entry, ops: 14 } });
  expect(imports.status(id)).toMatchObject({ state: 'done', ops: 14, runId: run.id });
  const zipped = await bring(
    zipOf([
      { name: entry, content: lines(staleRead) },
      { name: 'etcd/latest', content: entry, isLink: true },
      { name: 'etcd/20190417T173816.000Z/results.edn', content: '{:valid? false}' },
    ]),
    { file: 'store.zip' },
  );
  expect(zipped.plan).toMatchObject({ origin: { file: 'store.zip', entry, ops: 14 } });
});

const twoStores = [
  { name: 'a/history.edn', content: '' },
  { name: 'b/history.edn', content: '' },
];
const long = `${lines(staleRead.slice(0, 2))}{:process 0, :value "${'x'.repeat(17 * 2 ** 20)}`;

const refused: readonly (readonly [string, string | Uint8Array, RegExp, Partial<ImportRequest>?])[] = [
  ['an empty file', '', /no op in it; hand in a history/],
  ['a file of something else', '%PDF-1.7\n%\u0000\u0001', /no text; a history is JSON lines, EDN/],
  [
    'a tag unknown to anybody',
    '#acme.Event{:process 0}\n',
    /line 1: an op may be tagged as #jepsen.history.Op is; #acme.Event is not known/,
  ],
  [
    'one line without an end',
    long.slice(long.indexOf('{:process 0, :value')),
    /line 1: the op that begins here is not closed/,
  ],
  [
    'what the model does not know',
    lines([line(0, 'invoke', 'jump', '1', 1)]),
    /knows no jump; choose another/,
    { model: 'register' },
  ],
  [
    'two operations of a process at a time',
    lines(staleRead.slice(0, 1).concat(staleRead.slice(0, 1))),
    /is a completion missing/,
  ],
  ['a damage before the first op', '{:process', /line 1/],
  ['a zip of two stores', zipOf(twoStores), /has 2 histories: a\/history.edn, b\/history.edn; hand in one of them/],
  ['a zip of nothing', zipOf([]), /no history in the zip/],
  ['a zip that leads out', zipOf([{ name: '../history.edn', content: 'x' }]), /leads out of it.*pack the directory/],
  ['a zip with an absolute name', zipOf([{ name: '/etc/history.edn', content: 'x' }]), /leads out of it/],
  [
    'a zip whose history is a link',
    zipOf([{ name: 'history.edn', content: '/etc/passwd', isLink: true }]),
    /no history in the zip/,
  ],
  [
    'a zip bomb',
    zipOf([{ name: 'history.edn', content: Buffer.alloc(70 * 2 ** 20) }]),
    /unpack to 73 MB, which no history does/,
  ],
  [
    'a zip that lies about its size',
    zipOf([{ name: 'history.edn', content: lines(staleRead), claimedBytes: 10 }]),
    /the zip cannot be unpacked/,
  ],
  [
    'half a zip',
    zipOf([{ name: 'history.edn', content: lines(staleRead) }]).subarray(0, 200),
    /cannot be unpacked.*cut off/,
  ],
];

test.each(refused.map(([what, content, message, request]) => ({ what, content, message, request })))(
  '$what is refused, and nothing of it stays',
  { timeout: 60_000 },
  async ({ content, message, request }) => {
    const before = await runsKept();
    await expect(bring(content, request)).rejects.toThrow(message);
    expect(await runsKept()).toBe(before);
  },
);

test('two are read at the same time', { timeout: 60_000 }, async () => {
  const both = await Promise.all([bring(lines(staleRead)), bring(lines(staleRead.slice(0, 6)))]);
  expect(both.map(({ plan }) => isImported(plan) && plan.origin.ops)).toEqual([14, 6]);
});

test('one that is cancelled, or whose sender is gone, leaves nothing', { timeout: 60_000 }, async () => {
  const before = await runsKept();
  const { id } = imports.begin({ file: 'history.edn' }, operator);
  const endless = async function* () {
    yield Buffer.from(lines(staleRead));
    await new Promise(() => undefined);
  };
  const reading = imports.read(id, { pieces: endless() });
  await expect.poll(() => imports.status(id)?.state).toBe('reading');
  imports.cancel(id);
  await expect(reading).rejects.toThrow(/was cancelled, and nothing of it stays/);
  expect(imports.status(id)).toMatchObject({ state: 'cancelled' });
  await expect(imports.read(id, { pieces: endless() })).rejects.toThrow(/begin another one/);

  const gone = async function* () {
    yield Buffer.from(lines(staleRead));
    throw new ImportError('the file broke off');
  };
  const second = imports.begin({ file: 'history.edn' }, operator);
  await expect(imports.read(second.id, { pieces: gone() })).rejects.toThrow('the file broke off');
  expect(imports.status(second.id)).toMatchObject({ state: 'failed', message: 'the file broke off' });
  expect(await runsKept()).toBe(before);
});

test('one whose sender is silent is cancelled all the same, and one that closes waits for none', async () => {
  const other = await Imports.open({ runs: workspace.runs, dataDirectory: directory.path, log: quietLog() });
  const silent = async function* (): AsyncGenerator<Uint8Array> {
    await new Promise(() => undefined);
  };
  const begun = [1, 2].map(() => other.begin({ file: 'history.edn' }, operator).id);
  const reading = begun.map((id) => other.read(id, { pieces: silent() }));
  const [first = '', second = ''] = begun;
  other.cancel(first);
  await expect(reading[0]).rejects.toThrow(/was cancelled/);
  expect(other.status(first)).toMatchObject({ state: 'cancelled' });
  await Promise.all([other.close(), expect(reading[1]).rejects.toThrow(/was cancelled/)]);
  expect(other.status(second)).toMatchObject({ state: 'cancelled' });
});

test('one that is cancelled while its row is written leaves no row', async () => {
  const { runs } = workspace;
  const { id } = imports.begin({ file: 'history.edn' }, operator);
  const beginImport = runs.beginImport.bind(runs);
  const begin = vi.spyOn(runs, 'beginImport').mockImplementationOnce(async (summary) => {
    imports.cancel(id);
    return beginImport(summary);
  });
  const drop = vi.spyOn(runs, 'dropImport');
  try {
    await expect(imports.read(id, { pieces: piecesOf(lines(staleRead)) })).rejects.toThrow(/was cancelled/);
    expect(drop.mock.calls).toEqual([[await begin.mock.results[0]?.value]]);
  } finally {
    begin.mockRestore();
    drop.mockRestore();
  }
});
