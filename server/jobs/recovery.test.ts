/** What a start finds that an end did not leave whole. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { blockOf } from '@/lib/protocol/block-builder';
import type { Entry } from '@/lib/protocol/entry';
import { operator } from '@/lib/protocol/principal';
import { newSummary } from '@/lib/protocol/summary';
import { packBlock } from '../store/lines';
import { openEmbedded } from '../store/pglite/open';
import { openStore } from '../store/store';
import { memoryPlan, openNoTestbed, Puppet, reads, temporaryDirectory } from './puppet.fixture';
import { openWorkspace, type Workspace } from './workspace';

const at = 1_700_000_000_000;
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeEach(async () => {
  directory = await temporaryDirectory();
});

afterEach(() => directory.remove());

async function opened(): Promise<Workspace & { readonly puppet: Puppet }> {
  const puppet = new Puppet();
  const workspace = await openWorkspace({
    dataDirectory: directory.path,
    openTestbed: openNoTestbed,
    execute: puppet.execute,
  });
  return { ...workspace, puppet };
}

/** A run that nobody ended, with so many whole chunks of two entries, and then with some that are not. */
async function leftBehind(id: string, whole: number, ...damaged: readonly Uint8Array[]): Promise<void> {
  const store = await openStore(join(directory.path, 'store'));
  const summary = newSummary({ id, plan: memoryPlan(id), createdAt: at, launchedBy: operator });
  const lease = await store.leases.take('run', id, 'another');
  if (!lease) throw new Error('no lease');
  await store.saveRun(lease, { ...summary, phase: 'running' });
  const head: readonly Entry[] = [{ type: 'start', at }];
  const entries = [...head, ...reads(whole)].slice(0, 2 * whole);
  for (let chunk = 0; chunk < whole; chunk++) {
    const block = blockOf(entries.slice(2 * chunk, 2 * chunk + 2));
    await store.appendChunk(lease, { from: 2 * chunk, count: 2, bytes: await packBlock(block) });
  }
  for (const [place, bytes] of damaged.entries()) {
    await store.appendChunk(lease, { from: 2 * (whole + place), count: 2, bytes });
  }
  await store.leases.release(lease);
  await store.close();
}

async function entriesOf({ runs }: Workspace, id: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const page of runs.records.pages(id)) entries.push(...page);
  return entries;
}

test('what nodes and files say may hold any character, and the run ends and opens all the same', async () => {
  const workspace = await opened();
  const { id } = await workspace.runs.submit(memoryPlan('strange'), operator);
  await workspace.puppet.begun('strange');
  const message = 'etcd said bad\0thing and \ud800';
  workspace.puppet.append('strange', [{ type: 'log', at, level: 'info', source: 'n1', message }]);
  workspace.puppet.finish('strange', { kind: 'error', failure: { message } });
  await expect.poll(async () => (await workspace.runs.get(id))?.phase).toBe('done');
  await workspace.close();
  const again = await opened();
  expect(await again.runs.get(id)).toMatchObject({
    ...{ phase: 'done', outcome: 'error' },
    sentence: 'The test itself failed: etcd said bad␀thing and \ufffd.',
  });
  expect(await again.runs.get('a\0b')).toBeUndefined();
  expect(await again.links.openRun('\0')).toBeUndefined();
  await again.close();
});

test('a run whose journal is damaged keeps what is whole of it, and every other opens', async () => {
  const rest = await packBlock(blockOf(reads(1, 6)));
  await leftBehind('damaged', 3, rest.slice(0, 30), rest);
  await leftBehind('whole', 2);
  const workspace = await opened();
  expect(await workspace.runs.get('whole')).toMatchObject({ outcome: 'aborted', entries: 4 + 2 });
  const run = await workspace.runs.get('damaged');
  expect(run).toMatchObject({ phase: 'done', outcome: 'error', ended: 'error', entries: 6 + 2 });
  expect(run?.sentence).toMatch(
    /^The test itself failed: the server stopped while it ran, and a part of the journal is damaged \(.+\), from entry 6 on\.$/,
  );
  expect((await entriesOf(workspace, 'damaged')).slice(6)).toMatchObject([
    { type: 'outcome', outcome: { failure: { cure: expect.stringContaining(join(directory.path, 'damaged')) } } },
    { type: 'phase', phase: 'done' },
  ]);
  expect((await readdir(join(directory.path, 'damaged'))).toSorted()).toEqual(['damaged-6', 'damaged-8']);
  expect(new Uint8Array(await readFile(join(directory.path, 'damaged/damaged-8')))).toEqual(new Uint8Array(rest));
  await workspace.close();
});

test('a journal with a hole ends before it', async () => {
  await leftBehind('hollow', 1);
  const store = await openStore(join(directory.path, 'store'));
  const lease = await store.leases.take('run', 'hollow', 'another');
  if (!lease) throw new Error('no lease');
  // Entries 2 and 3 are missing.
  await store.appendChunk(lease, { from: 4, count: 2, bytes: await packBlock(blockOf(reads(1, 4))) });
  await store.leases.release(lease);
  await store.close();
  const workspace = await opened();
  expect(await workspace.runs.get('hollow')).toMatchObject({
    ...{ outcome: 'error', entries: 2 + 2 },
    sentence: expect.stringContaining('a part of the journal is missing, from entry 2 on'),
  });
  await workspace.close();
});

test('a run whose row cannot be read hides no other', async () => {
  await leftBehind('newer', 1);
  await leftBehind('older', 1);
  const database = await openEmbedded(join(directory.path, 'store'));
  await database.sql.execute(sql`update runs set plan = '{"version": 99}' where id = 'newer'`);
  await database.close();
  const workspace = await opened();
  expect((await workspace.runs.page()).runs.map(({ id, outcome }) => [id, outcome])).toEqual([['older', 'aborted']]);
  await expect(workspace.runs.get('newer')).rejects.toThrow(/^run newer cannot be read: .*99/);
  await workspace.close();
});
