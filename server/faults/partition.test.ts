import { expect, test } from 'vitest';
import { randomFrom } from '@/lib/base/random';
import type { Grudge } from '@/lib/history/fault';
import type { Op } from '@/lib/history/op';
import { sides } from '@/lib/nemesis/grudge';
import type { Net } from '../nodes/net/net';
import type { Processes } from '../testbed/testbed';
import type { NemesisInput } from './nemesis';
import { partitionLeaderNemesis, partitionNemesis } from './partition';

const five = ['n1', 'n2', 'n3', 'n4', 'n5'];

/** A partition touches no process. */
const processes = {} as Processes;

function recordingNet(): Net & { readonly log: (Grudge | 'healed')[] } {
  const log: (Grudge | 'healed')[] = [];
  return {
    log,
    cut: async (grudge) => void log.push(grudge),
    heal: async () => void log.push('healed'),
  };
}

function input(net: Net, seed: number | string, leader: () => string | undefined = () => undefined): NemesisInput {
  return { testbed: { nodes: five, net, processes }, random: randomFrom(seed), leader, warn: () => undefined };
}

function op(f: string): Op {
  return { index: 0, time: 0, process: 'nemesis', type: 'info', f, value: null };
}

test('each start cuts with a new grudge and tells it, each stop heals', async () => {
  const net = recordingNet();
  const nemesis = partitionNemesis(input(net, 3));
  const first = await nemesis.invoke(op('start'));
  expect(first).toEqual({ value: { cutOff: net.log[0] } });
  expect(await nemesis.invoke(op('stop'))).toEqual({ value: 'fully connected' });
  const second = await nemesis.invoke(op('start'));
  expect(second).toEqual({ value: { cutOff: net.log[2] } });
  expect(second).not.toEqual(first);
  expect(net.log[1]).toBe('healed');
});

test('the leader of each start is cut off in a minority, and is named', async () => {
  const net = recordingNet();
  let leader = 'n4';
  const nemesis = partitionLeaderNemesis(input(net, 3, () => leader));
  for (const name of ['n4', 'n2', 'n2', 'n5']) {
    leader = name;
    const { value } = await nemesis.invoke(op('start'));
    const grudge = net.log.at(-1) as Grudge;
    expect(value).toEqual({ cutOff: grudge, leader: name });
    const [majority = [], minority = []] = sides(grudge, five);
    expect([majority.length, minority.length]).toEqual([3, 2]);
    expect(minority).toContain(name);
  }
});

test('where nobody leads a random minority is cut off after a while, and the value says so', async () => {
  const net = recordingNet();
  const startMs = performance.now();
  const { value } = await partitionLeaderNemesis(input(net, 3)).invoke(op('start'));
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(1000);
  expect(value).toEqual({ cutOff: net.log[0], leader: null });
  expect(sides(net.log[0] as Grudge, five).map((side) => side.length)).toEqual([3, 2]);
});

test('a leader that is elected while the nemesis looks for one is hit', async () => {
  const net = recordingNet();
  const electedMs = performance.now() + 200;
  const leader = () => (performance.now() < electedMs ? undefined : 'n3');
  const { value } = await partitionLeaderNemesis(input(net, 3, leader)).invoke(op('start'));
  expect(value).toMatchObject({ leader: 'n3' });
});

test('the same seed gives the same faults', async () => {
  for (const make of [partitionNemesis, partitionLeaderNemesis]) {
    const starts = async () => {
      const nemesis = make(input(recordingNet(), 'seed', () => 'n1'));
      return [await nemesis.invoke(op('start')), await nemesis.invoke(op('start'))];
    };
    expect(await starts()).toEqual(await starts());
  }
});

test('an op that is neither start nor stop is refused', async () => {
  await expect(partitionNemesis(input(recordingNet(), 1)).invoke(op('melt'))).rejects.toThrow('melt');
});

test('a net that cannot cut is the nemesis’s failure', async () => {
  const net: Net = { cut: () => Promise.reject(new Error('n3: no iptables')), heal: async () => undefined };
  await expect(partitionNemesis(input(net, 1)).invoke(op('start'))).rejects.toThrow('n3: no iptables');
});
