import { describe, expect, test } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import { ClusterQueue, claimsOf } from './cluster-queue';

const one = (name: string) => [{ name, capacity: 1 }];

describe('the queue of a cluster', () => {
  test('lets one run in at a time, in the order of arrival', () => {
    const queue = new ClusterQueue();
    for (const id of ['a', 'b', 'c']) queue.enter(id, one('lab'));
    expect(queue.admit()).toEqual(['a']);
    expect(queue.admit()).toEqual([]);
    expect([queue.behind('a'), queue.behind('b'), queue.behind('c')]).toEqual([undefined, 'a', 'a']);
    queue.leave('a');
    expect(queue.admit()).toEqual(['b']);
    expect(queue.behind('c')).toBe('b');
  });

  test('lets runs on different clusters go on side by side', () => {
    const queue = new ClusterQueue();
    queue.enter('a', one('lab'));
    queue.enter('b', one('ssh n1:22'));
    expect(queue.admit()).toEqual(['a', 'b']);
  });

  test('gives up the place of a run that leaves while it waits', () => {
    const queue = new ClusterQueue();
    for (const id of ['a', 'b', 'c']) queue.enter(id, one('lab'));
    queue.admit();
    queue.leave('b');
    queue.leave('a');
    expect(queue.admit()).toEqual(['c']);
  });

  test('holds a run back that shares one host with another, and overtakes nobody', () => {
    const queue = new ClusterQueue();
    queue.enter('a', [...one('x'), ...one('y')]);
    queue.enter('b', [...one('y'), ...one('z')]);
    queue.enter('c', one('z'));
    expect(queue.admit()).toEqual(['a']);
    expect([queue.behind('b'), queue.behind('c')]).toEqual(['a', 'b']);
    queue.leave('a');
    expect(queue.admit()).toEqual(['b']);
    queue.leave('b');
    expect(queue.admit()).toEqual(['c']);
  });

  test('lets four runs in memory go on and names one of them to the fifth', () => {
    const plan = planSchema.parse({
      name: 'm',
      cluster: { type: 'memory' },
      system: { name: 'memory' },
      seed: 1,
    });
    const queue = new ClusterQueue();
    for (const id of ['a', 'b', 'c', 'd', 'e']) queue.enter(id, claimsOf(plan));
    expect(queue.admit()).toEqual(['a', 'b', 'c', 'd']);
    expect(queue.behind('e')).toBe('a');
    queue.leave('c');
    expect(queue.admit()).toEqual(['e']);
  });
});
