import { expect, test } from 'vitest';
import { randomFrom } from '@/lib/base/random';
import type { Grudge } from '@/lib/history/nemesis-value';
import { sides } from '@/lib/nemesis/grudge';
import type { Net } from '../nodes/net/net';
import { contextOf, five } from './faults.fixture';
import { partitionLeader } from './partition-leader';
import { partitionRandomHalves } from './partition-random-halves';

interface Change {
  readonly id: number | undefined;
  readonly grudge?: Grudge;
}

function recordingNet(): Net & { readonly log: Change[] } {
  const log: Change[] = [];
  return {
    log,
    cut: async (grudge, id) => void log.push({ id, grudge }),
    heal: async (id) => void log.push({ id }),
  };
}

function halves(network: Net, seed: number | string = 3) {
  return partitionRandomHalves.open(contextOf({ network }, { random: randomFrom(seed) }), {});
}

function leaders(network: Net, leader: () => string | undefined, seed: number | string = 3) {
  return partitionLeader.open(contextOf({ network }, { random: randomFrom(seed), leader }), {});
}

test('each begin cuts with a new grudge and says it, each end heals what it cut', async () => {
  const net = recordingNet();
  const injector = halves(net);
  const first = await injector.begin(1);
  expect(first).toEqual({ value: { cutOff: net.log[0]?.grudge } });
  expect(await injector.end(1)).toEqual({ value: { state: 'fully connected' } });
  const second = await injector.begin(3);
  expect(second).toEqual({ value: { cutOff: net.log[2]?.grudge } });
  expect(second).not.toEqual(first);
  expect(net.log.map(({ id, grudge }) => [id, grudge !== undefined])).toEqual([
    [1, true],
    [1, false],
    [3, true],
  ]);
});

test('as many nodes are cut off as the plan says', async () => {
  const net = recordingNet();
  const context = contextOf({ network: net }, { random: randomFrom(3) });
  for (const nodes of [1, 2, 4]) {
    await partitionRandomHalves.open(context, { nodes }).begin(1);
    const [larger = [], smaller = []] = sides(net.log.at(-1)?.grudge ?? {}, five);
    expect([larger.length, smaller.length]).toEqual(nodes === 4 ? [4, 1] : [5 - nodes, nodes]);
  }
  expect(() => partitionRandomHalves.open(context, { nodes: 5 })).toThrow('5 of 5 nodes cannot be cut off');
});

test('the tear-down heals what is still cut, each by its id, and nothing twice', async () => {
  const net = recordingNet();
  const injector = halves(net);
  for (const id of [1, 2, 3]) await injector.begin(id);
  await injector.end(2);
  await injector.heal();
  await injector.heal();
  expect(net.log.slice(3).map(({ id }) => id)).toEqual([2, 1, 3]);
});

test('a cut that failed is healed all the same', async () => {
  const healed: (number | undefined)[] = [];
  const injector = halves({
    cut: () => Promise.reject(new Error('n3: no iptables')),
    heal: async (id) => void healed.push(id),
  });
  await expect(injector.begin(4)).rejects.toThrow('n3: no iptables');
  await injector.heal();
  expect(healed).toEqual([4]);
});

test('the leader of each begin is cut off in a minority, and is named', async () => {
  const net = recordingNet();
  let leader = 'n4';
  const injector = leaders(net, () => leader);
  for (const [id, name] of ['n4', 'n2', 'n2', 'n5'].entries()) {
    leader = name;
    const { value } = await injector.begin(id);
    const grudge = net.log.at(-1)?.grudge ?? {};
    expect(value).toEqual({ cutOff: grudge, leader: name });
    const [majority = [], minority = []] = sides(grudge, five);
    expect([majority.length, minority.length]).toEqual([3, 2]);
    expect(minority).toContain(name);
  }
});

test('where no node leads a random minority is cut off after a while, and the value says so', async () => {
  const net = recordingNet();
  const startMs = performance.now();
  const { value } = await leaders(net, () => undefined).begin(1);
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(1000);
  expect(value).toEqual({ cutOff: net.log[0]?.grudge, leader: null });
  expect(sides(net.log[0]?.grudge ?? {}, five).map((side) => side.length)).toEqual([3, 2]);
});

test('a leader that is elected while the nemesis looks for one is hit', async () => {
  const electedMs = performance.now() + 200;
  const leader = () => (performance.now() < electedMs ? undefined : 'n3');
  const { value } = await leaders(recordingNet(), leader).begin(1);
  expect(value).toMatchObject({ leader: 'n3' });
});

test('the same seed gives the same faults', async () => {
  for (const open of [halves, (net: Net, seed: string) => leaders(net, () => 'n1', seed)]) {
    const begins = async () => {
      const injector = open(recordingNet(), 'seed');
      return [await injector.begin(1), await injector.begin(2)];
    };
    expect(await begins()).toEqual(await begins());
  }
});

test('a cluster without a network of its own has no partitions', () => {
  expect(() => partitionRandomHalves.open(contextOf({}), {})).toThrow('no network');
});
