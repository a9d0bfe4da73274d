import { expect, test } from 'vitest';
import { randomFrom } from '@/lib/base/random';
import { faultNamed, faultNames } from '@/lib/catalog/faults/registry';
import { laneOfId } from '@/lib/generator/faults';
import { markOf } from '@/lib/history/nemesis-value';
import type { Op } from '@/lib/history/op';
import type { Net } from '../nodes/net/net';
import { contextOf } from './faults.fixture';
import * as drivers from './index';
import { openNemesis } from './nemesis';
import { PaperProcesses } from './paper-processes.fixture';

test('every fault of the catalog has a driver, and every driver its fault', () => {
  expect(
    Object.values(drivers)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(faultNames.toSorted());
});

function op(phase: 'begin' | 'end', id: number, fault: string): Op {
  const { ops } = faultNamed(faultNames.find((name) => name === fault) ?? 'pause');
  return { index: 0, time: 0, process: 'nemesis', type: 'info', f: ops[phase], value: markOf({ phase, id, fault }) };
}

function nemesisOf(names: readonly (typeof faultNames)[number][]) {
  const log: string[] = [];
  const network: Net = {
    cut: async (_, id) => void log.push(`cut ${id}`),
    heal: async (id) => void log.push(`heal ${id}`),
  };
  const process = new PaperProcesses(log);
  const planned = names.map((name) => ({ fault: faultNamed(name), options: {} }));
  return { log, nemesis: openNemesis(planned, contextOf({ network, process }, { random: randomFrom(1) })) };
}

test('an op goes to the fault of its id, and its completion carries the id', async () => {
  const { log, nemesis } = nemesisOf(['pause', 'partition-random-halves']);
  expect([1, 2, 3, 4].map((id) => laneOfId(id, 2))).toEqual([0, 1, 0, 1]);
  const begun = await nemesis.invoke(op('begin', 2, 'partition-random-halves'));
  expect(begun.value).toEqual({ id: 2, fault: 'partition-random-halves', cutOff: expect.any(Object) });
  expect((await nemesis.invoke(op('begin', 3, 'pause'))).value).toMatchObject({ id: 3, fault: 'pause' });
  expect(await nemesis.invoke(op('end', 2, 'partition-random-halves'))).toEqual({
    value: { ends: 2, fault: 'partition-random-halves', state: 'fully connected' },
  });
  expect(log).toEqual(['cut 2', expect.stringMatching(/^pause n\d$/), 'heal 2']);
});

test('each fault is healed by a step of its own', async () => {
  const { log, nemesis } = nemesisOf(['kill', 'partition-leader', 'pause']);
  expect(nemesis.healings.map(({ title }) => title)).toEqual([
    'Restart what was killed',
    'Heal the network',
    'Resume what is paused',
  ]);
  await nemesis.invoke(op('begin', 1, 'kill'));
  await nemesis.invoke(op('begin', 3, 'pause'));
  for (const { heal } of nemesis.healings) await heal();
  expect(log.map((line) => line.split(' ')[0])).toEqual(['kill', 'pause', 'restart', 'resume']);
});

test('what ends a fault is known when it begins', () => {
  const { nemesis } = nemesisOf(['kill']);
  expect(nemesis.endOf(op('begin', 5, 'kill'))).toEqual({ f: 'restart', value: { ends: 5, fault: 'kill' } });
  expect(nemesis.endOf(op('end', 5, 'kill'))).toBeUndefined();
});

test('an op of no fault of the plan is refused', async () => {
  const { nemesis } = nemesisOf(['kill']);
  await expect(nemesis.invoke(op('begin', 1, 'pause'))).rejects.toThrow('does not know how to pause');
  await expect(nemesis.invoke({ ...op('begin', 1, 'kill'), value: null })).rejects.toThrow('does not know how to kill');
});
