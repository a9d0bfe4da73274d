import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../base/json';
import type { History, Op } from '../history/op';
import { measuresOf } from './measured-run';

type Drawn = readonly [at: number, process: Op['process'], type: Op['type'], f: string, error?: Json];

/** Times in seconds; the nemesis says a value when it is done. */
function history(...ops: readonly Drawn[]): History {
  return ops.map(([at, process, type, f, error], index) => ({
    index,
    time: at * 1e9,
    process,
    type,
    f,
    value: process === 'nemesis' && f.endsWith('!') ? 'done' : null,
    ...(error === undefined ? {} : { error }),
  }));
}

const begun = (at: number, f: string): Drawn => [at, 'nemesis', 'info', f];
const done = (op: Op): Op => (op.f.endsWith('!') ? { ...op, f: op.f.slice(0, -1) } : op);

describe('the measures of a run', () => {
  test('count operations by their endings, and those that never end as info', () => {
    const measures = measuresOf(
      history(
        [0, 0, 'invoke', 'read'],
        [1, 0, 'ok', 'read'],
        [1, 0, 'invoke', 'cas'],
        [2, 0, 'fail', 'cas', 'compare-failed'],
        [2, 0, 'invoke', 'write'],
        [3, 0, 'info', 'write', 'timed-out'],
        [3, 1, 'invoke', 'read'],
      ),
    );
    expect(measures).toEqual({ ok: 1, fail: 1, info: 2, latency: { p50: 1e9, p95: 1e9, p99: 1e9 } });
  });

  test('tell how many operations invoked while a fault was in effect were served', () => {
    const ops = history(
      [0, 0, 'invoke', 'read'],
      begun(1, 'start'),
      [1, 0, 'ok', 'read'],
      // While the fault is being made, and is not fully in effect yet.
      [1, 0, 'invoke', 'read'],
      begun(2, 'start!'),
      [3, 0, 'fail', 'read', 'timed-out'],
      [3, 0, 'invoke', 'read'],
      [4, 0, 'ok', 'read'],
      [4, 0, 'invoke', 'read'],
      [5, 0, 'fail', 'read', 'timed-out'],
      [5, 0, 'invoke', 'cas'],
      [6, 0, 'fail', 'cas', 'compare-failed'],
      [6, 0, 'invoke', 'cas'],
      [7, 0, 'fail', 'cas', 'no-leader'],
      // It is answered after the fault, so the system did not serve it under one.
      [7, 0, 'invoke', 'write'],
      begun(8, 'stop'),
      begun(9, 'stop!'),
      [10, 0, 'ok', 'write'],
      [10, 0, 'invoke', 'write'],
      [11, 0, 'info', 'write', 'timed-out'],
    ).map(done);
    expect(measuresOf(ops)?.underFaults).toEqual({
      reads: { invoked: 2, served: 1, refused: 0 },
      updates: { invoked: 3, served: 0, refused: 1 },
    });
  });

  test.each([
    'compare-failed',
    { error: 'compare-failed', found: null },
    { error: 'bad-version', code: -103 },
    { status: 412, errorCode: 101, message: 'Compare failed' },
  ])('take %j for an answer of the system', (error) => {
    const ops = history(begun(1, 'start'), begun(2, 'start!'), [3, 0, 'invoke', 'cas'], [4, 0, 'fail', 'cas', error]);
    expect(measuresOf(ops.map(done))?.underFaults?.updates).toEqual({ invoked: 1, served: 0, refused: 1 });
  });

  test.each([{ error: 'request-timed-out', status: 503 }, { status: 500, errorCode: 300 }, ['compare-failed']])(
    'take %j for none',
    (error) => {
      const ops = history(begun(1, 'start'), begun(2, 'start!'), [3, 0, 'invoke', 'cas'], [4, 0, 'fail', 'cas', error]);
      expect(measuresOf(ops.map(done))?.underFaults?.updates).toEqual({ invoked: 1, served: 0, refused: 0 });
    },
  );

  test('count an operation once while several faults are in effect', () => {
    const ops = history(
      begun(1, 'kill'),
      begun(2, 'kill!'),
      begun(3, 'start'),
      begun(4, 'start!'),
      [5, 0, 'invoke', 'read'],
      [6, 0, 'ok', 'read'],
      begun(7, 'restart'),
      begun(8, 'restart!'),
      [9, 0, 'invoke', 'read'],
      [10, 0, 'fail', 'read'],
      begun(11, 'stop'),
      begun(12, 'stop!'),
      [13, 0, 'invoke', 'read'],
      [14, 0, 'ok', 'read'],
    ).map(done);
    const marks: Readonly<Record<string, Json>> = {
      kill: { id: 1, fault: 'kill' },
      start: { id: 2, fault: 'partition-leader' },
      restart: { ends: 1, fault: 'kill' },
      stop: { ends: 2, fault: 'partition-leader' },
    };
    const overlapping = ops.map((op) => (op.process === 'nemesis' ? { ...op, value: marks[op.f] ?? null } : op));
    expect(measuresOf(overlapping)?.underFaults?.reads).toEqual({ invoked: 2, served: 1, refused: 0 });
  });

  test('know of no availability where no fault was in effect, and of all the rest where one was never undone', () => {
    const client: readonly Drawn[] = [
      [3, 0, 'invoke', 'read'],
      [4, 0, 'ok', 'read'],
    ];
    expect(measuresOf(history(...client))).not.toHaveProperty('underFaults');
    expect(measuresOf(history(begun(1, 'start'), ...client))).not.toHaveProperty('underFaults');
    const open = history(begun(1, 'start'), begun(2, 'start!'), ...client).map(done);
    expect(measuresOf(open)?.underFaults?.reads).toEqual({ invoked: 1, served: 1, refused: 0 });
  });

  test('have latencies of the nearest rank', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 60 }), (tooks) => {
        const ops = tooks.flatMap((took, k): Drawn[] => [
          [k * 2000, 0, 'invoke', 'read'],
          [k * 2000 + took, 0, 'ok', 'read'],
        ]);
        const sorted = tooks.toSorted((a, b) => a - b).map((took) => took * 1e9);
        const least = (share: number) =>
          sorted.find((value) => sorted.filter((other) => other <= value).length >= share * sorted.length);
        const { latency } = measuresOf(history(...ops)) ?? {};
        expect(latency).toEqual({ p50: least(0.5), p95: least(0.95), p99: least(0.99) });
      }),
    );
  });

  test('are none of a history that breaks the laws', () => {
    expect(measuresOf(history([0, 0, 'ok', 'read']))).toBeUndefined();
    expect(measuresOf([])).toEqual({ ok: 0, fail: 0, info: 0 });
  });
});
