/** A session ends by itself, by hand, with its token, and for nobody else. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { operator } from '@/lib/protocol/principal';
import { quietLog } from '../../base/log';
import { LocalEvents, type Nudge } from '../../events/events';
import { temporaryDirectory } from '../../jobs/puppet.fixture';
import { openStore, type Store } from '../../store/store';
import { Sessions } from './sessions';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let store: Store;
let now = 1_000_000_000_000;
let token = 'the first token';
let told: Nudge[];
let events: LocalEvents;

const hour = 3_600_000;

beforeAll(async () => {
  directory = await temporaryDirectory();
  store = await openStore(directory.path);
});

afterAll(async () => {
  await store.close();
  await directory.remove();
});

beforeEach(() => {
  told = [];
  events = new LocalEvents();
  events.subscribe((nudge) => void told.push(nudge));
});

afterEach(() => store.sessions.clear());

const open = () =>
  Sessions.open({ table: store.sessions, events, token: () => token, log: quietLog(), now: () => now });

test('a session lasts for twelve hours after its last use, and for a week at most', async () => {
  const sessions = await open();
  const { secret } = await sessions.begin(operator);
  now += 12 * hour - 1;
  expect(sessions.find(secret)).toMatchObject({ author: operator });
  now += 12 * hour;
  expect(sessions.find(secret)).toBeUndefined();

  const used = await sessions.begin(operator);
  for (let hours = 0; hours < 7 * 24 - 10; hours += 10) {
    now += 10 * hour;
    expect(sessions.find(used.secret)).toBeDefined();
  }
  now += 10 * hour;
  expect(sessions.find(used.secret)).toBeUndefined();
});

test('it outlives the server, with its last use, and what ran out meanwhile is gone', async () => {
  const first = await open();
  const { secret } = await first.begin(operator);
  const { secret: unused } = await first.begin(operator);
  now += 8 * hour;
  first.find(secret);
  await expect.poll(async () => (await store.sessions.list(9)).map(({ usedAt }) => usedAt)).toContain(now);
  now += 8 * hour;
  const second = await open();
  expect([second.find(secret), second.find(unused)]).toMatchObject([{ author: operator }, undefined]);
  expect(await store.sessions.list(9)).toHaveLength(1);
});

test('what ended is gone at once, for good, and whoever watches by it is told', async () => {
  const sessions = await open();
  const ended = await sessions.begin(operator);
  const other = await sessions.begin(operator);
  const session = sessions.find(ended.secret);
  await sessions.end(ended.secret);
  expect(sessions.find(ended.secret)).toBeUndefined();
  expect(sessions.find(other.secret)).toBeDefined();
  expect(told).toEqual([{ type: 'signed-out', sessionId: session?.id }]);
  expect((await open()).find(ended.secret)).toBeUndefined();
  // A use that was still to be written down does not bring it back.
  if (session) await store.sessions.touch(session);
  expect(await store.sessions.list(9)).toHaveLength(1);
  await sessions.endAll();
  expect(told.at(-1)).toEqual({ type: 'signed-out' });
  expect((await open()).find(other.secret)).toBeUndefined();
});

test('nothing that is kept of it opens anything, nor does what another token has made', async () => {
  const sessions = await open();
  const { secret, pageKey } = await sessions.begin(operator);
  const kept = JSON.stringify(await store.sessions.list(9));
  expect(kept).not.toContain(secret);
  const [row] = await store.sessions.list(9);
  expect(sessions.find(row?.id ?? '')).toBeUndefined();
  expect([sessions.hasPageKey(secret, pageKey), sessions.hasPageKey(secret, secret)]).toEqual([true, false]);
  expect(sessions.hasPageKey((await sessions.begin(operator)).secret, pageKey)).toBe(false);
  token = 'the second token';
  expect([sessions.find(secret), (await open()).find(secret)]).toEqual([undefined, undefined]);
});

test('of too many the one that was not used for longest makes room', async () => {
  const sessions = await open();
  const secrets: string[] = [];
  for (let i = 0; i < 200; i++) {
    now += 1;
    secrets.push((await sessions.begin(operator)).secret);
  }
  now += 1;
  sessions.find(secrets[0] ?? '');
  now += 1;
  await sessions.begin(operator);
  expect(secrets.filter((secret) => !sessions.find(secret))).toEqual([secrets[1]]);
  expect(await store.sessions.list(999)).toHaveLength(200);
});
