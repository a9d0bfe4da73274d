import { expect, test } from 'vitest';
import { randomFrom } from '@/lib/base/random';
import { partition as description } from '@/lib/catalog/faults/partition';
import type { Grudge } from '@/lib/history/nemesis-value';
import { sides } from '@/lib/nemesis/grudge';
import type { FaultContext } from './driver';
import { contextOf, five } from './faults.fixture';
import { partition } from './partition';

function opened(options: object, more: Partial<FaultContext> = {}) {
  const cuts: Grudge[] = [];
  const network = { cut: async (grudge: Grudge) => void cuts.push(grudge), heal: async () => undefined };
  const injector = partition.open(contextOf({ network }, { random: randomFrom(5), ...more }), options);
  return { cuts, injector };
}

test('cuts one random node off unless the plan says more, and says so', async () => {
  const { cuts, injector } = opened({});
  const { value } = await injector.begin(1);
  expect(value).toEqual({ cutOff: cuts[0] });
  expect(sides(cuts[0] ?? {}, five).map((side) => side.length)).toEqual([4, 1]);
});

test('cuts off the leader of the moment, inbound only, and names it', async () => {
  let leader = 'n4';
  const more = { leader: () => leader, leaders: () => [leader] };
  const { injector } = opened({ shape: 'leader', direction: 'inbound' }, more);
  expect(await injector.begin(1)).toEqual({ value: { cutOff: { n4: ['n1', 'n2', 'n3', 'n5'] }, leader: 'n4' } });
  leader = 'n1';
  expect(await injector.begin(2)).toEqual({ value: { cutOff: { n1: ['n2', 'n3', 'n4', 'n5'] }, leader: 'n1' } });
});

test('keeps two that lead apart', async () => {
  const { cuts, injector } = opened({ shape: 'primaries' }, { leader: () => 'n3', leaders: () => ['n3', 'n1'] });
  expect((await injector.begin(1)).value).toMatchObject({ leader: 'n3' });
  const [larger = [], smaller = []] = sides(cuts[0] ?? {}, five);
  expect([larger.length, smaller.length]).toEqual([3, 2]);
  expect(larger.includes('n1')).not.toBe(larger.includes('n3'));
});

test('cuts off the nodes that are named, each time, and refuses what cannot be cut off', async () => {
  const { cuts, injector } = opened({ shape: 'given', nodes: ['n2', 'n5'] });
  for (const id of [1, 2]) await injector.begin(id);
  expect(cuts.map((cut) => sides(cut, five)[1])).toEqual([
    ['n2', 'n5'],
    ['n2', 'n5'],
  ]);
  expect(() => opened({ shape: 'given' })).toThrow('none is named');
  expect(() => opened({ shape: 'given', nodes: ['n1', 'n9'] })).toThrow('no node n9');
  expect(() => opened({ shape: 'given', nodes: five })).toThrow('all nodes cannot be cut off');
  expect(() => opened({ shape: 'bridge' }, { nodes: ['n1', 'n2'] })).toThrow('needs 3 nodes');
});

test('tells in a plan whom it cuts off, and in which direction', () => {
  const told = (options: object) => description.done(description.options.parse(options));
  expect(told({})).toBe('one node cut off');
  expect(told({ shape: 'given', nodes: ['n1', 'n3'], direction: 'outbound' })).toBe('n1, n3 cut off, outbound only,');
  expect(told({ shape: 'bridge' })).toBe('two halves with a bridge between them');
});
