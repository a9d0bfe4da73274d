import { expect, test } from 'vitest';
import { randomFrom } from '@/lib/base/random';
import type { Op } from '@/lib/history/op';
import type { Grudge } from '@/lib/nemesis/grudge';
import type { Net } from '../runner/testbed';
import { partitionNemesis } from './partition';

const five = ['n1', 'n2', 'n3', 'n4', 'n5'];

function recordingNet(): Net & { readonly log: (Grudge | 'healed')[] } {
  const log: (Grudge | 'healed')[] = [];
  return {
    log,
    cut: async (grudge) => void log.push(grudge),
    heal: async () => void log.push('healed'),
  };
}

function op(f: string): Op {
  return { index: 0, time: 0, process: 'nemesis', type: 'info', f, value: null };
}

test('each start cuts with a new grudge and tells it, each stop heals', async () => {
  const net = recordingNet();
  const nemesis = partitionNemesis(net, five, randomFrom(3));
  const first = await nemesis.invoke(op('start'));
  expect(first).toEqual({ cutOff: net.log[0] });
  expect(await nemesis.invoke(op('stop'))).toBe('fully connected');
  const second = await nemesis.invoke(op('start'));
  expect(second).toEqual({ cutOff: net.log[2] });
  expect(second).not.toEqual(first);
  expect(net.log[1]).toBe('healed');
});

test('the same seed gives the same faults', async () => {
  const starts = async () => {
    const nemesis = partitionNemesis(recordingNet(), five, randomFrom('seed'));
    return [await nemesis.invoke(op('start')), await nemesis.invoke(op('start'))];
  };
  expect(await starts()).toEqual(await starts());
});

test('an op that is neither start nor stop is refused', async () => {
  await expect(partitionNemesis(recordingNet(), five, randomFrom(1)).invoke(op('melt'))).rejects.toThrow('melt');
});

test('a net that cannot cut is the nemesis’s failure', async () => {
  const net: Net = { cut: () => Promise.reject(new Error('n3: no iptables')), heal: async () => undefined };
  await expect(partitionNemesis(net, five, randomFrom(1)).invoke(op('start'))).rejects.toThrow('n3: no iptables');
});
