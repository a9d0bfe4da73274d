import { expect, test } from 'vitest';
import type { FaultWindow } from '../nemesis/windows';
import { faultClause } from './fault-clause';

const second = 1e9;
const kill: FaultWindow = {
  ...{ id: 1, fault: 'kill', start: second, madeAt: second, end: 20 * second, healedAt: 21 * second },
  effect: { nodes: ['n3'] },
};
const cut: FaultWindow = {
  ...{
    id: 2,
    fault: 'partition-leader',
    start: 5 * second,
    madeAt: 5 * second,
    end: 15 * second,
    healedAt: 16 * second,
  },
  effect: { links: { n1: ['n2', 'n4'], n2: ['n1'], n4: ['n1'] } },
};
const pause: FaultWindow = {
  ...{ id: 3, fault: 'pause', start: 8 * second, madeAt: 9 * second, end: 10 * second, healedAt: 11 * second },
  effect: { nodes: ['n1'] },
};
const all = [kill, cut, pause];

test('all faults that held are told, in the order in which they began', () => {
  expect(faultClause(all, 9.5 * second, 'n1')).toBe(
    '; n3 was killed then; n1 was cut off from n2, n4; n1 was paused then',
  );
  expect(faultClause(all, 8.5 * second, 'n1')).toMatch(/; a process was being paused then$/);
  expect(faultClause(all, 10.5 * second, 'n5')).toBe('; n3 was killed then; n1 was being resumed then');
  expect(faultClause(all, 15.5 * second, 'n1')).toBe('; n3 was killed then; the network was being healed then');
});

test('packets of a node that were disturbed are told, by the way that they went', () => {
  const effect = { disturbed: { n2: ['n1', 'n3'] }, how: 'delayed by 100 ms' };
  const slow = { fault: 'slow-network', start: 0, madeAt: second, effect };
  expect(faultClause([slow], 2 * second, 'n2')).toBe('; packets to n2 were delayed by 100 ms');
  expect(faultClause([slow], 2 * second, 'n1')).toBe('; packets from n1 were delayed by 100 ms');
  expect(faultClause([slow], 2 * second, 'n4')).toBe('');
});

test('a link that is cut one way is told as what was not heard', () => {
  const effect = { links: { n1: ['n2'], n2: ['n1'], n3: ['n1'] } };
  const oneWay = { fault: 'partition', start: 0, madeAt: second, effect };
  expect(faultClause([oneWay], 2 * second, 'n1')).toBe('; n1 was cut off from n2 and was not heard by n3');
  expect(faultClause([oneWay], 2 * second, 'n3')).toBe('; n3 did not hear n1');
});

test('what is over is told only where nothing holds, and of a node that was hit just before', () => {
  expect(faultClause([pause], 11.04 * second, 'n1')).toBe('; n1 had been resumed 40.0 ms before');
  expect(faultClause([pause], 11.04 * second, 'n2')).toBe('');
  expect(faultClause([kill], 21.5 * second, 'n3')).toBe('; n3 had been restarted 500 ms before');
  expect(faultClause(all, 11.04 * second, 'n1')).not.toContain('resumed');
  expect(faultClause(all, 0, 'n1')).toBe('');
});

test('a fault of which it is not known whom it hit is told by its name', () => {
  const packets = { fault: 'packet', start: second, madeAt: 2 * second };
  expect(faultClause([packets], 3 * second, 'n1')).toBe('; there was a packet fault then');
});
