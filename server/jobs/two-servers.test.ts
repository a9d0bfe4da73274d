/** Two servers on one database, as several processes will be on PostgreSQL: PGlite allows only one, so both are in this one. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { resolveExperiment } from '@/lib/plan/experiment';
import { type Entry, isOp } from '@/lib/protocol/entry';
import { operator } from '@/lib/protocol/principal';
import { repeatByHand } from '../base/repeat.fixture';
import { LocalEvents } from '../events/events';
import { lapseMs, renewalMs } from '../store/leases';
import { openStore, type Store } from '../store/store';
import { memoryPlan, openNoTestbed, Puppet, reads, sshPlan, temporaryDirectory } from './puppet.fixture';
import { openWorkspaceOn, type Workspace } from './workspace';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let store: Store;
let events: LocalEvents;
let now = 1_795_000_000_000;
let opened: Server[];

beforeAll(async () => {
  directory = await temporaryDirectory();
  store = await openStore(join(directory.path, 'store'), { now: () => now });
});

beforeEach(() => {
  events = new LocalEvents();
  opened = [];
});

afterEach(async () => {
  for (const { workspace } of opened) await workspace.close();
});

afterAll(async () => {
  await store.close();
  await directory.remove();
});

interface Server {
  readonly workspace: Workspace;
  readonly puppet: Puppet;
  /** What the server does every so often by its clock, once. */
  renew(): Promise<void>;
  recover(): Promise<void>;
}

/** @param name of its data directory */
async function open(name: string): Promise<Server> {
  const { repeat, turn } = repeatByHand();
  const puppet = new Puppet();
  const dataDirectory = join(directory.path, name);
  await mkdir(dataDirectory, { recursive: true });
  const workspace = await openWorkspaceOn(store, {
    dataDirectory,
    openTestbed: openNoTestbed,
    execute: puppet.execute,
    events,
    repeat,
    log: pino({ level: 'silent' }),
  });
  const server: Server = {
    workspace,
    puppet,
    renew: () => turn(renewalMs),
    recover: () => turn(lapseMs),
  };
  opened.push(server);
  return server;
}

async function entriesOf({ workspace }: Server, id: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const page of workspace.runs.records.pages(id)) entries.push(...page);
  return entries;
}

const finished = { kind: 'error', failure: { message: 'n1 is on fire' } } as const;

const phaseOf = async (server: Server, id: string) => (await server.workspace.runs.get(id))?.phase;

test('a second server that starts, and one that looks around, leave the runs of the first alone', async () => {
  const first = await open('first');
  const { id } = await first.workspace.runs.submit(memoryPlan('one'), operator);
  await first.puppet.begun('one');
  const second = await open('second');
  for (let times = 0; times < 10; times++) {
    now += renewalMs;
    await first.renew();
    await second.renew();
    await second.recover();
  }
  const grown: number[] = [];
  second.workspace.events.subscribe((nudge) => void (nudge.type === 'run-grew' && grown.push(nudge.entries)));
  first.puppet.append('one', reads(3));
  await expect.poll(async () => (await entriesOf(second, id)).filter(isOp)).toEqual(reads(3));
  expect(grown.at(-1)).toBe((await entriesOf(second, id)).length);
  await expect.poll(() => phaseOf(second, id)).toBe('running');
  const ended = second.workspace.runs.ended(id);
  first.puppet.finish('one', finished);
  await ended;
  expect(await second.workspace.runs.get(id)).toEqual(await first.workspace.runs.get(id));
  expect(await second.workspace.runs.get(id)).toMatchObject({ phase: 'done', outcome: 'error', operations: 3 });
});

test('the run of a server that is gone is ended by another once its lease has lapsed, and not before', async () => {
  const first = await open('first');
  const { id } = await first.workspace.runs.submit(memoryPlan('one'), operator);
  await first.puppet.begun('one');
  first.puppet.append('one', reads(3));
  await expect.poll(async () => (await entriesOf(first, id)).filter(isOp)).toHaveLength(6);
  now += lapseMs;
  const second = await open('second');
  await second.recover();
  expect((await store.findRun(id))?.phase).not.toBe('done');
  now += 1;
  const ended = second.workspace.runs.ended(id);
  await second.recover();
  await ended;
  const after = await second.workspace.runs.get(id);
  expect(after).toMatchObject({ phase: 'done', outcome: 'aborted', operations: 3 });
  // The first was only suspended: nothing that it still has to say is taken.
  const entries = await entriesOf(second, id);
  first.puppet.append('one', reads(2, 6));
  await first.workspace.runs.ended(id);
  expect(await entriesOf(second, id)).toEqual(entries);
  expect(await store.findRun(id)).toEqual(after);
});

test('a server that has lost a run stops it when it looks at its leases, and others on it go on', async () => {
  const first = await open('first');
  const lost = await first.workspace.runs.submit(memoryPlan('lost'), operator);
  await first.puppet.begun('lost');
  const second = await open('second');
  now += lapseMs + 1;
  await second.recover();
  const kept = await first.workspace.runs.submit(memoryPlan('kept'), operator);
  await first.puppet.begun('kept');
  const ended = first.workspace.runs.ended(lost.id);
  await first.renew();
  await ended;
  first.puppet.finish('kept', finished);
  await expect.poll(() => phaseOf(second, kept.id)).toBe('done');
  expect(await store.findRun(kept.id)).toMatchObject({ outcome: 'error' });
});

test('a server that starts again in its data directory ends its own runs at once', async () => {
  const before = await open('first');
  const { id } = await before.workspace.runs.submit(memoryPlan('one'), operator);
  await before.puppet.begun('one');
  const after = await open('first');
  expect(await after.workspace.runs.get(id)).toMatchObject({ phase: 'done', outcome: 'aborted' });
});

test('a run that waits in the queue of one server is left alone by the other', async () => {
  const first = await open('first');
  const holder = await first.workspace.runs.submit(sshPlan('holder', 'n'), operator);
  const waiting = await first.workspace.runs.submit(sshPlan('waiting', 'n'), operator);
  const second = await open('second');
  expect(await phaseOf(second, waiting.id)).toBe('queued');
  first.puppet.finish('holder', finished);
  await first.puppet.begun('waiting');
  await expect.poll(() => phaseOf(second, holder.id)).toBe('done');
});

test('a stop that is asked of another server reaches the one that runs it', async () => {
  const first = await open('first');
  const second = await open('second');
  const { id } = await first.workspace.runs.submit(memoryPlan('one'), operator);
  await first.puppet.begun('one');
  await expect.poll(() => phaseOf(second, id)).toBe('running');
  const ended = second.workspace.runs.ended(id);
  expect(await second.workspace.runs.stop(id, operator)).toMatchObject({ id });
  await ended;
  expect(await second.workspace.runs.get(id)).toMatchObject({ outcome: 'aborted', stoppedBy: operator });
});

test('a stop whose nudge was lost is found when the lease is renewed', async () => {
  const first = await open('first');
  events = new LocalEvents();
  const second = await open('second');
  const { id } = await first.workspace.runs.submit(memoryPlan('one'), operator);
  await first.puppet.begun('one');
  await second.workspace.runs.stop(id, operator);
  const ended = first.workspace.runs.ended(id);
  await first.renew();
  await ended;
  expect(await second.workspace.runs.get(id)).toMatchObject({ phase: 'done', outcome: 'aborted' });
});

test('an experiment is run, stopped and recovered by one server at a time', async () => {
  const input = { name: 'x', plan: { cluster: { type: 'memory' }, system: { name: 'memory' } }, axes: [], repeats: 2 };
  const resolved = resolveExperiment(input, 7);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  const first = await open('first');
  const { id } = await first.workspace.experiments.submit(resolved.value, operator);
  await first.puppet.begun('x · #1');
  const second = await open('second');
  const state = async () => (await second.workspace.experiments.get(id))?.state;
  expect(await state()).toBe('going-on');
  await second.workspace.experiments.stop(id, operator);
  await expect.poll(state).toBe('stopped');
  first.puppet.forget();
  // All ask for the rest at once: one of them runs it.
  const servers = [first, second];
  const asked = [first, second, second, first].map(({ workspace }) => workspace.experiments.runRest(id, operator));
  await Promise.all(asked);
  expect(await state()).toBe('going-on');
  const runners = () => servers.filter(({ puppet }) => puppet.hasBegun('x · #1')).length;
  await expect.poll(runners).toBe(1);
  expect(await first.workspace.runs.ofExperiment(id)).toHaveLength(2);
  now += lapseMs + 1;
  await open('third');
  expect(await state()).toBe('interrupted');
});
