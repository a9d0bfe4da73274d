import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ArgumentError } from './argument-error';
import { type AddSettings, addSchedule, listSchedules, pauseSchedule, removeSchedule } from './schedule';
import { paper, type Served, servedInMemory } from './served.fixture';
import { exitCodes } from './terminal';

let served: Served;

beforeAll(async () => {
  served = await servedInMemory();
});

afterAll(() => served.end());

async function said(act: (terminal: ReturnType<typeof paper>['terminal']) => Promise<number>) {
  const { out, terminal } = paper();
  expect(await act(terminal)).toBe(exitCodes.valid);
  return out.join('\n');
}

const add = (change: Partial<AddSettings> = {}) =>
  said((terminal) =>
    addSchedule(
      'memory-stale-read',
      {
        ...{ data: served.path, json: false, at: '02:00', zone: 'Europe/Berlin', repeats: 1, seed: 'new', set: [] },
        ...change,
      },
      terminal,
    ),
  );

test('a schedule is made, listed, paused, resumed and removed', async () => {
  const settings = { data: served.path, json: false };
  const list = () => said((terminal) => listSchedules(settings, terminal));
  const made = await add({ repeats: 2, set: ['name=every night'] });
  expect(made).toMatch(
    /^\w{10} {2}every night\n +Every day at 02:00, Europe\/Berlin, 2 runs, each with a new seed\n +next: \d/,
  );
  expect(await list()).toBe(made);
  const id = made.slice(0, 10);
  expect(await said((terminal) => pauseSchedule(id, true, settings, terminal))).toContain('next: paused');
  expect(await said((terminal) => pauseSchedule(id, false, settings, terminal))).toBe(made);
  expect(await said((terminal) => removeSchedule(id, settings, terminal))).toContain(id);
  expect(await list()).toBe('');
});

test('with --json it is one document', async () => {
  const { id } = JSON.parse(await add({ json: true, at: undefined, cron: '0 2 * * 1-5' }));
  const listed = JSON.parse(await said((terminal) => listSchedules({ data: served.path, json: true }, terminal)));
  expect(listed).toMatchObject({ schedules: [{ id, pattern: '0 2 * * 1-5', zone: 'Europe/Berlin', seeds: 'new' }] });
});

test('what is wrong with the arguments is said', async () => {
  await expect(add({ at: undefined })).rejects.toThrow(/say when/);
  await expect(add({ at: '26:00' })).rejects.toThrow(/such as 02:00/);
  await expect(add({ zone: 'Nowhere' })).rejects.toThrow(/zone must be a time zone/);
  await expect(add({ at: undefined, cron: 'nightly' })).rejects.toThrow(ArgumentError);
  const gone = said((terminal) => removeSchedule('nothing', { data: served.path, json: false }, terminal));
  await expect(gone).rejects.toThrow(ArgumentError);
});

test('without a server nothing can be scheduled', async () => {
  const data = await mkdtemp(join(tmpdir(), 'clew-schedule-'));
  onTestFinished(() => rm(data, { recursive: true }));
  await expect(add({ data })).rejects.toThrow(/only a server starts what is scheduled/);
});
