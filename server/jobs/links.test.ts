import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { operator } from '@/lib/protocol/principal';
import { newSummary } from '@/lib/protocol/summary';
import { LocalEvents } from '../events/events';
import { openStore, type Store } from '../store/store';
import { Links, LockedLinkError } from './links';
import { memoryPlan, temporaryDirectory } from './puppet.fixture';

const minute = 60_000;
const log = pino({ level: 'silent' });
const to = { kind: 'run', id: 'shared' } as const;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let store: Store;
let links: Links;
let now: number;
let dropped: string[];

beforeEach(async () => {
  now = 1_000_000;
  dropped = [];
  directory = await temporaryDirectory();
  store = await openStore(directory.path);
  const lease = present(await store.leases.take('run', to.id, 'test'), 'a lease');
  await store.saveRun(lease, newSummary({ id: to.id, plan: memoryPlan('shared'), createdAt: 1 }));
  const events = new LocalEvents();
  events.subscribe((nudge) => void (nudge.type === 'run-unshared' && dropped.push(nudge.runId)));
  links = new Links({ store, events, log, publicUrl: 'https://clew.example.org', now: () => now });
});

afterEach(async () => {
  await store.close();
  await directory.remove();
});

test('a link opens until its hour has come; who is there then is sent away', async () => {
  const { token, address } = await links.make(to, operator);
  expect(address).toBe(`https://clew.example.org/share/${token}`);
  await links.change(to, { expiresAt: now + minute }, operator);
  expect(dropped).toEqual(['shared']);
  now += minute - 1;
  expect(await links.openRun(token)).toEqual({ id: 'shared', showsPlaces: false });
  await links.sweep();
  expect(dropped).toEqual(['shared']);
  now += 1;
  expect(await links.openRun(token)).toBeUndefined();
  expect(await links.find(to)).toBeUndefined();
  await links.sweep();
  expect(dropped).toEqual(['shared', 'shared']);
  expect((await links.make(to, operator)).token).not.toBe(token);
});

test('a link that is to stay after all stays', async () => {
  const { token } = await links.make(to, operator);
  await links.change(to, { expiresAt: now + minute }, operator);
  await links.change(to, { expiresAt: null }, operator);
  now += 2 * minute;
  await links.sweep();
  expect((await links.openRun(token))?.id).toBe('shared');
});

test('when a link was opened last is known to the minute', async () => {
  const { token } = await links.make(to, operator);
  const usedAt = async () => (await links.list())[0]?.link.usedAt;
  expect(await usedAt()).toBeUndefined();
  const first = now;
  await links.openRun(token);
  await expect.poll(usedAt).toBe(first);
  now += minute - 1;
  await links.openRun(token);
  now += 1;
  const second = now;
  await links.openRun(token);
  await expect.poll(usedAt).toBe(second);
  expect(await links.openRun('another')).toBeUndefined();
});

test('a link with a password opens for whoever gave it, until it is another one, and is known to be there', async () => {
  const { token } = await links.make(to, operator);
  await links.change(to, { password: 'open, sesame' }, operator);
  expect(await links.find(to)).toMatchObject({ token, hasPassword: true });
  expect(await links.exists(token)).toBe(true);
  await expect(links.openRun(token)).rejects.toThrow(LockedLinkError);
  expect(await links.unlock(token, 'open, barley')).toEqual({ kind: 'wrong' });
  expect(await links.unlock('another', 'open, sesame')).toBeUndefined();
  const unlocked = await links.unlock(token, 'open, sesame');
  const pass = unlocked?.kind === 'unlocked' ? unlocked.pass : '';
  expect((await links.openRun(token, pass))?.id).toBe('shared');
  now += 12 * 60 * minute;
  await expect(links.openRun(token, pass)).rejects.toThrow(LockedLinkError);
  now -= 12 * 60 * minute;
  await links.change(to, { password: 'open, sesame' }, operator);
  await expect(links.openRun(token, pass)).rejects.toThrow(LockedLinkError);
  await links.change(to, { password: null }, operator);
  expect((await links.openRun(token))?.id).toBe('shared');
  expect(await links.unlock(token, 'anything')).toEqual({ kind: 'open' });
  expect(dropped).toEqual(['shared', 'shared', 'shared']);
});

test('a link to a comparison opens it and each of its runs, and no other', async () => {
  for (const id of ['second', 'third']) {
    const lease = present(await store.leases.take('run', id, 'test'), 'a lease');
    await store.saveRun(lease, newSummary({ id, plan: memoryPlan(id), createdAt: 2 }));
  }
  const comparison = { kind: 'comparison', id: 'second,shared' } as const;
  const { token, address } = await links.make(comparison, operator);
  expect(address).toBe(`https://clew.example.org/share/comparisons/${token}`);
  expect((await links.make(comparison, operator)).token).toBe(token);
  expect(await links.openComparison(token)).toEqual({ id: 'second,shared', showsPlaces: false });
  expect((await links.openRun(`${token}.second`))?.id).toBe('second');
  expect(await links.openRun(`${token}.third`)).toBeUndefined();
  expect([await links.openRun(token), await links.openExperiment(token)]).toEqual([undefined, undefined]);
  expect(await links.list()).toMatchObject([{ ...comparison, name: 'second and shared', link: { token } }]);
  await store.library.setDeleted('second', now);
  expect(await links.openRun(`${token}.second`)).toBeUndefined();
  await links.change(comparison, { password: 'open, sesame' }, operator);
  await expect(links.openComparison(token)).rejects.toThrow(LockedLinkError);
  await expect(links.openRun(`${token}.shared`)).rejects.toThrow(LockedLinkError);
  await links.revoke(comparison, operator);
  expect(dropped).toEqual(['second', 'shared', 'second', 'shared']);
  expect(await links.exists(token)).toBe(false);
});

test('neither the log nor what is told of a link has its password, or what is kept of it', async () => {
  const lines: string[] = [];
  const loud = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const told = new Links({ store, events: new LocalEvents(), log: loud, now: () => now });
  const { token } = await told.make(to, operator);
  await told.change(to, { password: 'open, sesame', showsPlaces: true }, operator);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ password: 'set', showsPlaces: true });
  const kept = (await store.links.open(token, now))?.passwordHash ?? '';
  expect(kept).toMatch(/^scrypt\$15\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
  const all = [...lines, JSON.stringify([await told.list(), await told.find(to)])].join('');
  expect([all.includes('sesame'), all.includes(kept), all.includes('scrypt')]).toEqual([false, false, false]);
});

test('a token opens what its link is to, and nothing else', async () => {
  const { token } = await links.make(to, operator);
  expect(await links.openExperiment(token)).toBeUndefined();
  expect(await links.openRun(`${token}.shared`)).toBeUndefined();
  await store.library.setDeleted('shared', now);
  expect(await links.openRun(token)).toBeUndefined();
});
