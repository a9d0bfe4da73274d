import { expect, test } from 'vitest';
import { lossyNetwork as lossy } from '@/lib/catalog/faults/lossy-network';
import { slowNetwork as slow } from '@/lib/catalog/faults/slow-network';
import { type Disturbance, undisturbed } from '@/lib/nemesis/disturbance';
import { effectOf } from '@/lib/nemesis/effect';
import type { FaultContext } from './driver';
import { contextOf } from './faults.fixture';
import { lossyNetwork } from './lossy-network';
import { slowNetwork } from './slow-network';

function paperPackets() {
  const disturbances: Disturbance[] = [];
  const log: string[] = [];
  return {
    disturbances,
    log,
    disturb: async (links: object, disturbance: Disturbance, id: number) => {
      disturbances.push(disturbance);
      log.push(`disturb ${id} ${JSON.stringify(links)}`);
    },
    calm: async (id: number) => void log.push(`calm ${id}`),
  };
}

const three: Partial<FaultContext> = { nodes: ['n1', 'n2', 'n3'] };

test('packets of the leader of the moment are delayed, and say by how much', async () => {
  const packets = paperPackets();
  const context = contextOf({ packets }, { ...three, leader: () => 'n2' });
  const injector = slowNetwork.open(context, { targets: 'leader', direction: 'inbound', delayMs: 40, jitterMs: 5 });
  const { value } = await injector.begin(1);
  expect(value).toEqual({ disturbed: { n2: ['n1', 'n3'] }, how: 'delayed by 40 ± 5 ms', leader: 'n2' });
  expect(effectOf(value)).toEqual({ disturbed: { n2: ['n1', 'n3'] }, how: 'delayed by 40 ± 5 ms' });
  expect(packets.disturbances).toEqual([{ ...undisturbed, delayMs: 40, jitterMs: 5 }]);
  expect(await injector.end(1)).toEqual({ value: { state: 'undisturbed' } });
  expect(packets.log).toEqual(['disturb 1 {"n2":["n1","n3"]}', 'calm 1']);
});

test('packets are lost in the shares of the plan, and the tear-down calms what is left, once', async () => {
  const packets = paperPackets();
  const options = { targets: 'all', lostPercent: 5, corruptPercent: 0.5 };
  const injector = lossyNetwork.open(contextOf({ packets }, three), options);
  await injector.begin(4);
  expect(packets.disturbances).toEqual([{ ...undisturbed, lost: 0.05, corrupt: 0.005 }]);
  await injector.heal();
  await injector.heal();
  expect(packets.log.slice(1)).toEqual(['calm 4']);
  expect(() => lossyNetwork.open(contextOf({}), {})).toThrow('no packets');
});

test('a plan tells whose packets, and what becomes of them', () => {
  expect(slow.done(slow.options.parse({}))).toBe('packets to and from one node delayed by 100 ms');
  const told = lossy.options.parse({ targets: 'given', nodes: ['n1', 'n3'], direction: 'outbound' });
  expect(lossy.done(told)).toBe('packets from n1, n3 10 % lost');
  expect(lossy.done(lossy.options.parse({ targets: 'all', latePercent: 3 }))).toBe(
    'all packets 10 % lost, 3 % out of order',
  );
});
