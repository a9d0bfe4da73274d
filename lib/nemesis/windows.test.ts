import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../base/json';
import { type Fault, type FaultKind, faultOps } from '../history/fault';
import { faultValue, fullyConnected, mendedValue } from '../history/nemesis-value';
import type { History, Op } from '../history/op';
import { type FaultWindow, faultWindows } from './windows';

const fault = { kind: 'cut', grudge: { n1: ['n2'], n2: ['n1'] } } as const;

/** One line an op of the nemesis: time, f, value (`nil`, `cut`, `paused`, `running` and so on, or `error`). */
function nemesis(lines: string): History {
  const values: Record<string, Json> = {
    cut: faultValue(fault),
    healed: fullyConnected,
    paused: { paused: ['n1'] },
    killed: { killed: ['n1', 'n2'] },
    running: 'all running',
  };
  return lines
    .trim()
    .split('\n')
    .map((line, index) => {
      const [time, f = '', value = '', error] = line.trim().split(/\s+/);
      const base = {
        index,
        time: Number(time),
        process: 'nemesis',
        type: 'info',
        f,
        value: values[value] ?? null,
      } as const;
      return value === 'error' || error === 'error' ? { ...base, error: 'lost n1' } : base;
    });
}

test('a fault is a window from its start to its heal', () => {
  const history = nemesis(`
    5 start nil
    6 start cut
    10 stop nil
    11 stop healed
    15 start nil
    16 start cut`);
  expect(faultWindows(history)).toEqual([
    { kind: 'cut', start: 5, madeAt: 6, end: 10, healedAt: 11, fault },
    { kind: 'cut', start: 15, madeAt: 16, fault },
  ]);
});

test('a pause lasts until its resume and a kill until its restart, each with whom it hit', () => {
  const history = nemesis(`
    5 pause nil
    6 pause paused
    10 resume nil
    11 resume running
    15 kill nil
    16 kill killed
    20 restart nil
    25 restart running
    30 kill nil`);
  expect(faultWindows(history)).toEqual([
    { kind: 'pause', start: 5, madeAt: 6, end: 10, healedAt: 11, fault: { kind: 'pause', nodes: ['n1'] } },
    { kind: 'kill', start: 15, madeAt: 16, end: 20, healedAt: 25, fault: { kind: 'kill', nodes: ['n1', 'n2'] } },
    { kind: 'kill', start: 30 },
  ]);
});

test('a stop while nothing is cut opens no window', () => {
  expect(faultWindows(nemesis('1 stop nil\n2 stop healed'))).toEqual([]);
  expect(faultWindows(nemesis('1 restart nil\n2 restart running'))).toEqual([]);
  expect(faultWindows([])).toEqual([]);
});

test('the end of another fault ends nothing', () => {
  expect(faultWindows(nemesis('5 pause nil\n6 pause paused\n7 stop nil\n8 stop healed'))).toEqual([
    { kind: 'pause', start: 5, madeAt: 6, fault: { kind: 'pause', nodes: ['n1'] } },
  ]);
});

test('a cut that failed ends at once', () => {
  expect(faultWindows(nemesis('5 start nil\n7 start error'))).toEqual([{ kind: 'cut', start: 5, end: 7, healedAt: 7 }]);
});

test('a fault that was made in part is as large as its value says', () => {
  expect(faultWindows(nemesis('5 kill nil\n7 kill killed error'))).toEqual([
    { kind: 'kill', start: 5, madeAt: 7, fault: { kind: 'kill', nodes: ['n1', 'n2'] } },
  ]);
});

test('a heal that failed leaves the window open', () => {
  const history = nemesis('5 start nil\n6 start cut\n7 stop nil\n8 stop error\n9 stop nil\n10 stop healed');
  expect(faultWindows(history)).toEqual([{ kind: 'cut', start: 5, madeAt: 6, end: 7, healedAt: 10, fault }]);
  expect(faultWindows(history.slice(0, 4))).toEqual([{ kind: 'cut', start: 5, madeAt: 6, end: 7, fault }]);
});

test('a new fault ends the one before it', () => {
  expect(faultWindows(nemesis('5 start nil\n6 start cut\n9 start nil'))).toEqual([
    { kind: 'cut', start: 5, madeAt: 6, end: 9, healedAt: 9, fault },
    { kind: 'cut', start: 9 },
  ]);
});

test('ops of clients are passed over', () => {
  const op = { index: 0, time: 1, process: 0, type: 'invoke', f: 'start', value: null } as const;
  expect(faultWindows([op])).toEqual([]);
});

describe('drawn sequences of faults', () => {
  const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];
  const faults: fc.Arbitrary<Fault> = fc.oneof(
    fc.constant(fault),
    fc.record({
      kind: fc.constantFrom('pause' as const, 'kill' as const),
      nodes: fc.subarray(nodes, { minLength: 1 }),
    }),
  );
  const pauses = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9));
  const turns = fc.array(fc.record({ fault: faults, pauses, isMade: fc.boolean() }), { maxLength: 12 });

  interface Turn {
    readonly fault: Fault;
    readonly pauses: readonly [number, number, number, number];
    readonly isMade: boolean;
  }

  /** What a nemesis writes that makes one fault after another, and the windows that this means. */
  function played(turnsOfFaults: readonly Turn[]): { readonly ops: readonly Op[]; readonly windows: FaultWindow[] } {
    const ops: Op[] = [];
    const windows: FaultWindow[] = [];
    let time = 0;
    const write = (f: string, value: Json, error?: string) => {
      const op = { index: ops.length, time, process: 'nemesis', type: 'info', f, value } as const;
      ops.push(error === undefined ? op : { ...op, error });
    };
    for (const { fault: made, pauses: waits, isMade } of turnsOfFaults) {
      const { begin, end } = faultOps[made.kind];
      const times = waits.map((wait) => {
        time += wait;
        return time;
      });
      const [start = 0, madeAt = 0, endAt = 0, healedAt = 0] = times;
      const at = (moment: number) => {
        time = moment;
      };
      at(start);
      write(begin, null);
      at(madeAt);
      write(begin, isMade ? faultValue(made) : null, isMade ? undefined : 'it does not run');
      at(endAt);
      write(end, null);
      at(healedAt);
      write(end, made.kind === 'cut' ? fullyConnected : mendedValue(made.kind, isMade ? made.nodes : []));
      windows.push(
        isMade
          ? { kind: made.kind, start, madeAt, end: endAt, healedAt, fault: made }
          : { kind: made.kind, start, end: madeAt, healedAt: madeAt },
      );
    }
    return { ops, windows };
  }

  test('are read back as they were made', () => {
    fc.assert(
      fc.property(turns, (all) => {
        const { ops, windows } = played(all);
        expect(faultWindows(ops)).toEqual(windows);
      }),
    );
  });

  test('follow each other without overlap, wherever the history ends', () => {
    fc.assert(
      fc.property(turns, fc.nat(48), (all, length) => {
        const windows = faultWindows(played(all).ops.slice(0, length));
        for (const [i, window] of windows.entries()) {
          const times = [window.start, window.madeAt, window.end, window.healedAt].filter((time) => time !== undefined);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          const next = windows[i + 1];
          if (next) expect(window.healedAt).toBeLessThanOrEqual(next.start);
          if (window.fault) expect(window.fault.kind).toBe(window.kind);
        }
      }),
    );
  });

  test('of any ops of a nemesis, in any order, leave at most the last window open', () => {
    const kinds: readonly FaultKind[] = ['cut', 'pause', 'kill'];
    const fs = kinds.flatMap((kind) => [faultOps[kind].begin, faultOps[kind].end]);
    const anyOp = fc.record({
      f: fc.constantFrom(...fs, 'read'),
      value: fc.oneof(
        fc.constant(null),
        faults.map((made) => faultValue(made)),
        fc.constant('done'),
      ),
      error: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyOp), (drawn) => {
        const ops = drawn.map(({ f, value, error }, index): Op => {
          const op = { index, time: index, process: 'nemesis', type: 'info', f, value } as const;
          return error ? { ...op, error: 'x' } : op;
        });
        const windows = faultWindows(ops);
        expect(windows.slice(0, -1).every(({ healedAt }) => healedAt !== undefined)).toBe(true);
      }),
    );
  });
});
