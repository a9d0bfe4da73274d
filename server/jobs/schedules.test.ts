import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Plan } from '@/lib/plan/plan';
import { operator } from '@/lib/protocol/principal';
import type { RunSummary } from '@/lib/protocol/run';
import type { NewSchedule, Schedule } from '@/lib/protocol/schedule';
import { repeatByHand } from '../base/repeat.fixture';
import { LocalEvents } from '../events/events';
import { openStore, type Store } from '../store/store';
import { memoryPlan, openNoTestbed, Puppet, sshPlan, temporaryDirectory } from './puppet.fixture';
import { graceMs, ScheduleIssues, scheduleTickMs } from './schedules';
import { openWorkspaceOn, type Workspace } from './workspace';

const minute = 60_000;
const day = 24 * 60 * minute;
const night = Date.parse('2026-11-30T02:00Z');
const evening = night - 4 * 60 * minute;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let store: Store;
let events: LocalEvents;
let now: number;
let opened: Workspace[];
let made: string[];

beforeAll(async () => {
  directory = await temporaryDirectory();
  store = await openStore(join(directory.path, 'store'), { now: () => now });
});

beforeEach(() => {
  now = evening;
  events = new LocalEvents();
  opened = [];
  made = [];
});

afterEach(async () => {
  for (const workspace of opened) await workspace.close();
  for (const id of made) await store.schedules.setDeleted(id, 0, undefined);
  await store.schedules.purge(1);
});

afterAll(async () => {
  await store.close();
  await directory.remove();
});

interface Server {
  readonly workspace: Workspace;
  readonly puppet: Puppet;
  /** A look at the clock. */
  tick(): Promise<void>;
}

async function open(name: string, on: Store = store): Promise<Server> {
  const { repeat, turn } = repeatByHand();
  const puppet = new Puppet();
  const dataDirectory = join(directory.path, name);
  await mkdir(dataDirectory, { recursive: true });
  const workspace = await openWorkspaceOn(on, {
    ...{ dataDirectory, events, repeat, openTestbed: openNoTestbed, execute: puppet.execute, startsSchedules: true },
    ...{ now: () => now, log: pino({ level: 'silent' }) },
    heal: async ({ plan }) =>
      plan.cluster.type === 'ssh' ? plan.cluster.nodes.map(({ name: node }) => ({ name: node, trouble: 'gone' })) : [],
  });
  opened.push(workspace);
  return { workspace, puppet, tick: () => turn(scheduleTickMs) };
}

async function nightly({ workspace }: Server, change: Partial<NewSchedule> = {}): Promise<Schedule> {
  const input: NewSchedule = {
    ...{ plan: memoryPlan('nightly'), pattern: '0 2 * * *', zone: 'UTC', seeds: 'new', repeats: 1 },
    ...change,
  };
  const schedule = await workspace.schedules.add(input, operator);
  made.push(schedule.id);
  return schedule;
}

const finished = { kind: 'error', failure: { message: 'n1 is on fire' } } as const;

const lastOf = async ({ workspace }: Server, { id }: Schedule) => (await workspace.schedules.get(id))?.last;

const seedOf = (run: RunSummary | undefined) => run && (run.plan as Plan).seed;

/** Runs that the schedule has started. */
async function runsOf({ workspace }: Server, { id }: Schedule) {
  const { runs } = await workspace.runs.page();
  return runs.filter(({ launchedBy }) => launchedBy?.kind === 'schedule' && launchedBy.id === id);
}

test('a plan is started when it is due, once, with a new seed, and goes on to the next night', async () => {
  const server = await open('first');
  const schedule = await nightly(server);
  expect(schedule).toMatchObject({ nextAt: night, isPaused: false, runs: [] });
  now = night - 1;
  await server.tick();
  expect(await runsOf(server, schedule)).toEqual([]);
  now = night;
  await server.tick();
  now += minute;
  await server.tick();
  const [run, ...others] = await runsOf(server, schedule);
  expect(others).toEqual([]);
  expect(run?.plan).toMatchObject({ name: 'nightly' });
  expect(seedOf(run)).not.toBe(1);
  await server.puppet.begun('nightly');
  server.puppet.finish('nightly', finished);
  await server.workspace.runs.ended(run?.id ?? '');
  expect(await server.workspace.schedules.get(schedule.id)).toMatchObject({
    nextAt: night + day,
    last: { kind: 'begun', at: night, runs: [run?.id] },
    runs: [{ id: run?.id, phase: 'done', outcome: 'error' }],
  });
});

test('several runs of a start wait for each other, with the same seed where that was asked', async () => {
  const server = await open('first');
  const schedule = await nightly(server, { repeats: 3, seeds: 'same', plan: sshPlan('thrice', 'thrice-1') });
  now = night;
  await server.tick();
  const runs = await runsOf(server, schedule);
  expect(runs.map(seedOf)).toEqual([1, 1, 1]);
  expect(runs.filter(({ behind }) => behind)).toHaveLength(2);
});

test('two servers on one store start it once', async () => {
  const first = await open('first');
  const second = await open('second');
  const schedule = await nightly(first);
  now = night;
  await Promise.all([first.tick(), second.tick(), first.tick(), second.tick()]);
  expect(await runsOf(first, schedule)).toHaveLength(1);
  expect(await lastOf(second, schedule)).toMatchObject({ kind: 'begun', at: night });
});

test('what was due while no server ran is missed, counted, and not made up for', async () => {
  const before = await open('first');
  const schedule = await nightly(before);
  await before.workspace.close();
  now = night + 2 * day + graceMs + 1;
  const server = await open('first');
  await server.tick();
  const missed = { kind: 'missed', at: night + 2 * day, missed: 3, reason: 'No server was running.', runs: [] };
  expect(await lastOf(server, schedule)).toEqual(missed);
  expect((await server.workspace.schedules.get(schedule.id))?.nextAt).toBe(night + 3 * day);
  now = night + 3 * day + graceMs + 1;
  await server.tick();
  expect(await lastOf(server, schedule)).toMatchObject({
    at: night + 3 * day,
    missed: 4,
    reason: /could not write|suspended/,
  });
  expect(await runsOf(server, schedule)).toEqual([]);
});

test('a server that was only restarted makes up for a start', async () => {
  const before = await open('first');
  const schedule = await nightly(before);
  await before.workspace.close();
  now = night + graceMs;
  const server = await open('first');
  await server.tick();
  expect(await lastOf(server, schedule)).toMatchObject({ kind: 'begun', at: night });
});

test('a start is skipped while a run of an earlier one goes on, also when another was skipped in between', async () => {
  const server = await open('first');
  const schedule = await nightly(server);
  now = night;
  await server.tick();
  const [run] = await runsOf(server, schedule);
  for (const nth of [1, 2]) {
    now = night + nth * day;
    await server.tick();
    expect(await lastOf(server, schedule)).toEqual({
      ...{ kind: 'skipped', at: now, runs: [run?.id] },
      reason: `Run ${run?.id} of an earlier start was still going on.`,
    });
  }
  await server.puppet.begun('nightly');
  server.puppet.finish('nightly', finished);
  await server.workspace.runs.ended(run?.id ?? '');
  now = night + 3 * day;
  await server.tick();
  expect(await lastOf(server, schedule)).toMatchObject({ kind: 'begun' });
  expect(await runsOf(server, schedule)).toHaveLength(2);
});

test('a cluster that needs healing keeps a start from beginning, with the reason, and not the next one', async () => {
  const server = await open('first');
  const plan = sshPlan('on machines', 'broken-1');
  const schedule = await nightly(server, { plan });
  await server.workspace.healing.add('cut-off', plan);
  now = night;
  await server.tick();
  const last = await lastOf(server, schedule);
  expect(last).toMatchObject({ kind: 'refused', at: night, runs: [] });
  expect(last?.reason).toContain('clew heal cut-off');
  expect((await server.workspace.schedules.get(schedule.id))?.nextAt).toBe(night + day);
});

test('a plan that is not valid any more is said, in the list and at its start', async () => {
  const server = await open('first');
  const schedule = await nightly(server);
  const { plan } = schedule;
  await store.schedules.change(schedule.id, { plan: { ...plan, recoverySeconds: -1 } });
  const problem = /^The plan is not valid any more: recoverySeconds must be at least/;
  expect((await server.workspace.schedules.list())[0]?.problem).toMatch(problem);
  now = night;
  await server.tick();
  expect(await lastOf(server, schedule)).toMatchObject({ kind: 'refused', reason: expect.stringMatching(problem) });
});

test('a paused schedule starts nothing, and when it goes on makes up for nothing', async () => {
  const server = await open('first');
  const schedule = await nightly(server);
  const { schedules } = server.workspace;
  await schedules.change(schedule.id, { isPaused: true }, operator);
  expect((await schedules.get(schedule.id))?.nextAt).toBeUndefined();
  now = night + minute;
  await server.tick();
  await schedules.change(schedule.id, { isPaused: false }, operator);
  await server.tick();
  expect(await schedules.get(schedule.id)).toMatchObject({ nextAt: night + day });
  expect(await lastOf(server, schedule)).toBeUndefined();
});

test('a removed schedule starts nothing, and can be brought back for a day', async () => {
  const server = await open('first');
  const schedule = await nightly(server);
  const { schedules } = server.workspace;
  await schedules.remove(schedule.id, operator);
  expect(await schedules.list()).toEqual([]);
  now = night + minute;
  await server.tick();
  await schedules.restore(schedule.id, operator);
  expect(await schedules.list()).toMatchObject([{ id: schedule.id, nextAt: night + day }]);
  await schedules.remove(schedule.id, operator);
  now += day + 1;
  await schedules.sweep();
  expect(await schedules.get(schedule.id)).toBeUndefined();
});

test('what is wrong with a schedule is said by field, all of it', async () => {
  const server = await open('first');
  const wrong = nightly(server, { pattern: '0 25 * * *', plan: { ...memoryPlan('x'), recoverySeconds: -1 } });
  const error = await wrong.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ScheduleIssues);
  expect((error as ScheduleIssues).issues.map(({ path }) => path)).toEqual(['plan.recoverySeconds', 'pattern']);
});

test('changed times count from now on', async () => {
  const server = await open('first');
  const schedule = await nightly(server);
  const { schedules } = server.workspace;
  await schedules.change(schedule.id, { pattern: '30 23 * * *', zone: 'Europe/Berlin', repeats: 2 }, operator);
  expect(await schedules.get(schedule.id)).toMatchObject({ nextAt: Date.parse('2026-11-29T22:30Z'), repeats: 2 });
  await expect(schedules.change(schedule.id, { zone: 'Nowhere' }, operator)).rejects.toBeInstanceOf(ScheduleIssues);
});

/** A store whose schedules cannot be written, as when the disk is read-only. */
function readOnly(whole: Store): { store: Store; mend(): void } {
  let isMended = false;
  const table = new Proxy(whole.schedules, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name === 'claim' && !isMended) return () => Promise.reject(new Error('read-only file system'));
      return value.bind(target);
    },
  });
  const seen = new Proxy(whole, {
    get: (target, name) => {
      if (name === 'schedules') return table;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { store: seen, mend: () => (isMended = true) };
}

test('while the store cannot be written nothing starts, which is said; what is late by then is missed', async () => {
  const broken = readOnly(store);
  const server = await open('first', broken.store);
  const schedule = await nightly(server);
  now = night;
  await server.tick();
  expect(server.workspace.schedules.trouble).toBe('read-only file system.');
  expect(await runsOf(server, schedule)).toEqual([]);
  broken.mend();
  now = night + graceMs;
  await server.tick();
  expect(server.workspace.schedules.trouble).toBeUndefined();
  expect(await runsOf(server, schedule)).toHaveLength(1);
});

test('one that cannot be started is told of, and keeps no other from its time', async () => {
  const server = await open('first');
  const strange = await nightly(server);
  now += minute;
  const schedule = await nightly(server);
  await store.schedules.change(strange.id, { zone: 'Mars/Olympus' });
  now = night;
  await server.tick();
  expect(server.workspace.schedules.trouble).toMatch(/Mars/);
  expect(await runsOf(server, schedule)).toHaveLength(1);
  expect(await runsOf(server, strange)).toEqual([]);
});

test('a start whose server ended while it began is told, and not begun again', async () => {
  const server = await open('first');
  const schedule = await nightly(server);
  now = night;
  const stored = await store.schedules.find(schedule.id);
  if (!stored) throw new Error('it is there');
  await store.schedules.claim(stored, night + day, { kind: 'beginning', at: night, runs: [] });
  await server.tick();
  expect(await lastOf(server, schedule)).toMatchObject({ kind: 'beginning' });
  now = night + 2 * graceMs + 1;
  await server.tick();
  expect(await lastOf(server, schedule)).toMatchObject({ kind: 'missed', at: night, missed: 1 });
  expect(await runsOf(server, schedule)).toEqual([]);
});
