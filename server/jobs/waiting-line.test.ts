import { expect, test } from 'vitest';
import { drawInt, randomFrom } from '@/lib/base/random';
import { operator } from '@/lib/protocol/principal';
import { type Claim, ClusterQueue } from './cluster-queue';
import { memoryPlan, openNoTestbed, Puppet, sshPlan, temporaryDirectory } from './puppet.fixture';
import { waitsMs } from './queue-line';
import { openWorkspace } from './workspace';

const one = (name: string) => [{ name, capacity: 1 }];
const two = (name: string) => [{ name, capacity: 2 }];

async function queueOf(...claims: readonly (readonly [string, ReturnType<typeof one>])[]) {
  const queue = new ClusterQueue();
  for (const [id, claim] of claims) await queue.enter(id, claim);
  await queue.admit();
  return queue;
}

const ids = async (queue: ClusterQueue) => (await queue.places()).map(({ id }) => id).join('');

test('a waiting run passes the next one that wants the same, and none that holds it', async () => {
  const queue = await queueOf(['a', one('x')], ['b', one('x')], ['c', one('y')], ['d', one('x')], ['e', one('x')]);
  expect(await queue.move('e', 'up')).toBe(true);
  expect(await ids(queue)).toBe('abced');
  expect(await queue.move('b', 'down')).toBe(true);
  expect(await ids(queue)).toBe('acebd');
  expect(await queue.move('e', 'up')).toBe(false);
  expect(await queue.move('a', 'down')).toBe(false);
  expect(await queue.move('d', 'down')).toBe(false);
  await queue.leave('a');
  expect(await queue.admit()).toEqual(['e']);
});

test('a run that was moved before one that goes on does not share with it what has room for one', async () => {
  const queue = await queueOf(['a', one('x')], ['b', [...one('x'), ...one('y')]], ['c', one('z')], ['d', one('y')]);
  // Both wait: d for b, b for a.
  expect(await queue.move('d', 'up')).toBe(true);
  expect(await queue.admit()).toEqual(['d']);
  expect(await queue.move('b', 'up')).toBe(false);
  await queue.leave('a');
  expect(await queue.admit()).toEqual([]);
  await queue.leave('d');
  expect(await queue.admit()).toEqual(['b']);
});

test('how long it takes until a run begins follows from those before it', async () => {
  const takes: Readonly<Record<string, number>> = { a: 5, b: 10, c: 20, d: 7, e: 1 };
  const wait = async (queue: ClusterQueue, id: string) => {
    return waitsMs(await queue.places(), (other) => takes[other] ?? 0).get(id);
  };
  const line = await queueOf(['a', one('x')], ['b', one('x')], ['c', one('x')], ['d', one('y')]);
  expect(await Promise.all(['b', 'c'].map((id) => wait(line, id)))).toEqual([5, 15]);
  const pairs = await queueOf(['a', two('x')], ['b', two('x')], ['c', two('x')], ['d', two('x')], ['e', two('x')]);
  // c after a at 5, d after b at 10, e after d at 17.
  expect(await Promise.all(['c', 'd', 'e'].map((id) => wait(pairs, id)))).toEqual([5, 10, 17]);
  const across = await queueOf(['a', one('x')], ['b', [...one('x'), ...one('y')]], ['c', one('y')]);
  expect(await wait(across, 'c')).toBe(15);
});

test('runs that take what was expected begin when they were said to, whatever they want', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    let random = randomFrom(seed);
    const below = (bound: number) => {
      const { value, next } = drawInt(random, bound);
      random = next;
      return value;
    };
    const claims = (): readonly Claim[] =>
      [...one('x'), ...one('y'), ...two('z')].filter(() => below(2) === 0).slice(0, 1 + below(3));
    const queue = new ClusterQueue();
    const takes = new Map<string, number>(Array.from({ length: 9 }, (_, nth) => [`r${nth}`, 1 + below(20)]));
    for (const id of takes.keys()) await queue.enter(id, claims());
    const holding = await queue.admit();
    for (const id of takes.keys()) await queue.move(id, below(2) === 0 ? 'up' : 'down');
    const told = waitsMs(await queue.places(), (id) => takes.get(id) ?? 0);
    const seen = new Map<string, number>();
    const ends = new Map(holding.map((id) => [id, takes.get(id) ?? 0]));
    for (let now = 0; seen.size < takes.size - holding.length; now++) {
      for (const [id, at] of ends) if (at === now) await queue.leave(id);
      for (const id of await queue.admit()) {
        seen.set(id, now);
        ends.set(id, now + (takes.get(id) ?? 0));
      }
    }
    expect([seed, [...told].sort()]).toEqual([seed, [...seen].sort()]);
  }
});

test('a waiting run knows its place and its start, and begins earlier when it is moved', async () => {
  const directory = await temporaryDirectory();
  const puppet = new Puppet();
  const workspace = await openWorkspace({
    dataDirectory: directory.path,
    openTestbed: openNoTestbed,
    execute: puppet.execute,
  });
  const { runs } = workspace;
  const launch = async (name: string) => (await runs.submit(sshPlan(name, 'h1'), operator)).id;
  const [a, b, c] = [await launch('a'), await launch('b'), await launch('c')];
  await puppet.begun('a');
  await runs.submit(memoryPlan('elsewhere'), operator);
  const places = async () =>
    (await runs.line.waiting()).map(({ plan, queue }) => `${plan.name} ${queue?.place} of ${queue?.of}`);
  expect(await places()).toEqual(['b 1 of 2', 'c 2 of 2']);
  const [first, second] = await runs.line.waiting();
  expect(first?.behind?.id).toBe(a);
  expect((second?.queue?.startsAt ?? 0) - (first?.queue?.startsAt ?? 0)).toBeGreaterThan(30_000);
  expect(await runs.moveWaiting(c, 'up', operator)).toBe(true);
  expect(await places()).toEqual(['c 1 of 2', 'b 2 of 2']);
  expect((await runs.get(b))?.queue?.place).toBe(2);
  expect(await runs.moveWaiting(a, 'down', operator)).toBe(false);
  puppet.finish('a', { kind: 'aborted', reason: 'over' });
  await puppet.begun('c');
  expect(puppet.hasBegun('b')).toBe(false);
  expect((await runs.get(c))?.queue).toBeUndefined();
  expect(await places()).toEqual(['b 1 of 1']);
  await runs.stop(b, operator);
  expect(await places()).toEqual([]);
  await workspace.close();
  await directory.remove();
});
