import { describe, expect, test } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import { ClusterQueue, claimsOf } from './cluster-queue';

const one = (name: string) => [{ name, capacity: 1 }];

describe('the queue of a cluster', () => {
  test('lets one run in at a time, in the order of arrival', async () => {
    const queue = new ClusterQueue();
    for (const id of ['a', 'b', 'c']) await queue.enter(id, one('lab'));
    expect(await queue.admit()).toEqual(['a']);
    expect(await queue.admit()).toEqual([]);
    expect(await Promise.all([queue.behind('a'), queue.behind('b'), queue.behind('c')])).toEqual([undefined, 'a', 'a']);
    await queue.leave('a');
    expect(await queue.admit()).toEqual(['b']);
    expect(await queue.behind('c')).toBe('b');
  });

  test('lets runs on different clusters go on side by side', async () => {
    const queue = new ClusterQueue();
    await queue.enter('a', one('lab'));
    await queue.enter('b', one('ssh n1:22'));
    expect(await queue.admit()).toEqual(['a', 'b']);
  });

  test('gives up the place of a run that leaves while it waits', async () => {
    const queue = new ClusterQueue();
    for (const id of ['a', 'b', 'c']) await queue.enter(id, one('lab'));
    await queue.admit();
    await queue.leave('b');
    await queue.leave('a');
    expect(await queue.admit()).toEqual(['c']);
  });

  test('holds a run back that shares one host with another, and overtakes nobody', async () => {
    const queue = new ClusterQueue();
    await queue.enter('a', [...one('x'), ...one('y')]);
    await queue.enter('b', [...one('y'), ...one('z')]);
    await queue.enter('c', one('z'));
    expect(await queue.admit()).toEqual(['a']);
    expect(await Promise.all([queue.behind('b'), queue.behind('c')])).toEqual(['a', 'b']);
    await queue.leave('a');
    expect(await queue.admit()).toEqual(['b']);
    await queue.leave('b');
    expect(await queue.admit()).toEqual(['c']);
  });

  test('lets four runs in memory go on and names one of them to the fifth', async () => {
    const plan = planSchema.parse({
      name: 'm',
      cluster: { type: 'memory' },
      system: { name: 'memory' },
      seed: 1,
    });
    const queue = new ClusterQueue();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await queue.enter(id, claimsOf(plan));
    expect(await queue.admit()).toEqual(['a', 'b', 'c', 'd']);
    expect(await queue.behind('e')).toBe('a');
    await queue.leave('c');
    expect(await queue.admit()).toEqual(['e']);
  });
});
