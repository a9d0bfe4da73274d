import { expect, it } from 'vitest';
import { Dice } from '../checker/linearizable/testing/random-history.fixture';
import type { Op } from './op';
import { orderByTime } from './time-order';

/** An operation on two lines, the processes in any order; few moments, so that much happens at one. */
function pairsOf(dice: Dice): readonly Op[] {
  const nows = [0, 0, 0];
  const ops: Op[] = [];
  for (let count = 0; count < 6; count++) {
    const process = dice.below(nows.length);
    const start = (nows[process] ?? 0) + dice.below(3);
    const end = start + dice.below(3);
    nows[process] = end;
    const op = { process, f: 'read', value: null };
    ops.push({ ...op, index: ops.length, time: start, type: 'invoke' });
    ops.push({ ...op, index: ops.length, time: end, type: 'ok' });
  }
  return ops;
}

/** Processes that at the time end one operation and begin the next. */
function turningAt(ops: readonly Op[], time: number): number {
  const now = ops.filter((op) => op.time === time);
  const isTurning = (process: Op['process']) => {
    const own = now.filter((op) => op.process === process);
    return own.some(({ type }, i) => type === 'ok' && own.slice(i).some((later) => later.type === 'invoke'));
  };
  return [...new Set(now.map(({ process }) => process))].filter(isTurning).length;
}

it('every op is at its time, and what may have overlapped does, or it is said that it cannot', () => {
  const counts = { sorted: 0, refused: 0, turning: 0 };
  for (let seed = 0; seed < 3000; seed++) {
    const ops = pairsOf(new Dice(seed));
    const times = ops.map(({ time }) => time);
    const order = orderByTime(ops, times);
    const most = Math.max(...times.map((time) => turningAt(ops, time)));
    expect(order.ok, `seed ${seed}`).toBe(most < 2);
    counts[order.ok ? 'sorted' : 'refused']++;
    if (!order.ok) continue;
    if (most === 1) counts.turning++;
    const sorted = order.value.map((place) => ops[place] as Op);
    expect([...order.value].sort((a, b) => a - b)).toEqual(ops.map(({ index }) => index));
    for (const [i, op] of sorted.entries()) {
      const later = sorted.slice(i + 1);
      expect(later.every(({ time }) => time >= op.time)).toBe(true);
      const own = later.filter(({ process }) => process === op.process);
      expect(own.every(({ index }) => index > op.index)).toBe(true);
      // What begins when another process's operation ends overlaps it.
      const isLate = (other: Op) => other.process !== op.process && other.time === op.time && other.type === 'invoke';
      if (op.type === 'ok') expect(later.filter(isLate), `seed ${seed}`).toEqual([]);
    }
  }
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(100);
});
