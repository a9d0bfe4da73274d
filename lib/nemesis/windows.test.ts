import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../base/json';
import { decodeEdn } from '../history/edn';
import { markOf } from '../history/nemesis-value';
import type { History, Op } from '../history/op';
import { parseOpLines } from '../history/text';
import { FaultFold, type FaultWindow, faultWindows, readFaults } from './windows';

const links = { n1: ['n2'], n2: ['n1'] };
const effect = { links };
const failure = 'lost n1';

/** What each word of a drawing stands for. */
const values: Readonly<Record<string, Json>> = {
  cut: { cutOff: links },
  healed: 'fully connected',
  paused: { paused: ['n1'] },
  killed: { killed: ['n1', 'n2'] },
  running: 'all running',
};

function nemesisOp(index: number, time: number, f: string, value: Json, error?: string): Op {
  const op = { index, time, process: 'nemesis', type: 'info', f, value } as const;
  return error === undefined ? op : { ...op, error };
}

/** One line an op without an id: time, f, value (`nil`, `cut`, `paused`, `running` and so on, or `error`). */
function nemesis(lines: string): History {
  return lines
    .trim()
    .split('\n')
    .map((line, index) => {
      const [time, f = '', value = '', error] = line.trim().split(/\s+/);
      const isError = value === 'error' || error === 'error';
      return nemesisOp(index, Number(time), f, values[value] ?? null, isError ? failure : undefined);
    });
}

/** One line an op with an id: time, `+` or `-` with the id, the fault, what was done as JSON, or `!` for an error. */
function marked(lines: string): History {
  return lines
    .trim()
    .split('\n')
    .map((line, index) => {
      const [, time, sign, id, fault = '', rest = ''] = /^\s*(\d+) ([+-])(\d+) (\S+) ?(.*)$/.exec(line) ?? [];
      const phase = sign === '+' ? 'begin' : 'end';
      const isError = rest.endsWith('!');
      const done = JSON.parse(rest.replace(/ ?!$/, '') || '{}') as { readonly [member: string]: Json };
      const value = { ...markOf({ phase, id: Number(id), fault }), ...done };
      return nemesisOp(index, Number(time), `${phase}-${fault}`, value, isError ? failure : undefined);
    });
}

describe('faults with ids', () => {
  test('are paired by them: a pause inside a cut inside a kill is three windows', () => {
    const history = marked(`
      1 +1 kill
      2 +1 kill {"killed":["n3"]}
      3 +2 partition-leader
      4 +2 partition-leader {"cutOff":{"n1":["n2"],"n2":["n1"]},"leader":"n1"}
      5 +3 pause
      6 +3 pause {"paused":["n2"]}
      7 -3 pause
      8 -3 pause {"resumed":["n2"]}
      9 -2 partition-leader
      10 -2 partition-leader {"state":"fully connected"}
      11 -1 kill
      12 -1 kill {"restarted":["n3"]}`);
    expect(faultWindows(history)).toEqual([
      { id: 1, fault: 'kill', start: 1, madeAt: 2, end: 11, healedAt: 12, effect: { nodes: ['n3'] } },
      { id: 2, fault: 'partition-leader', start: 3, madeAt: 4, end: 9, healedAt: 10, effect },
      { id: 3, fault: 'pause', start: 5, madeAt: 6, end: 7, healedAt: 8, effect: { nodes: ['n2'] } },
    ]);
  });

  test('of one name may overlap, and end in any order', () => {
    const history = marked(`
      1 +1 pause
      2 +2 pause
      3 +2 pause {"paused":["n2"]}
      4 +1 pause {"paused":["n1"]}
      5 -1 pause
      6 -1 pause {"resumed":["n1"]}`);
    expect(faultWindows(history)).toEqual([
      { id: 1, fault: 'pause', start: 1, madeAt: 4, end: 5, healedAt: 6, effect: { nodes: ['n1'] } },
      { id: 2, fault: 'pause', start: 2, madeAt: 3, effect: { nodes: ['n2'] } },
    ]);
  });

  test('that a later version makes are windows too, though whom they hit is not known', () => {
    expect(faultWindows(marked('1 +1 sunspots\n2 +1 sunspots {"strength":7}\n5 -1 sunspots'))).toEqual([
      { id: 1, fault: 'sunspots', start: 1, madeAt: 2, end: 5 },
    ]);
  });

  test('that could not be made are over at once, and their end is of nothing', () => {
    expect(faultWindows(marked('1 +1 pause\n2 +1 pause !\n3 -1 pause\n4 -1 pause {"state":"all running"}'))).toEqual([
      { id: 1, fault: 'pause', start: 1, end: 2, healedAt: 2 },
    ]);
  });

  test('whose end failed last until a later one brings back all their nodes', () => {
    const failed = '1 +1 kill\n2 +1 kill {"killed":["n1","n3"]}\n3 -1 kill\n4 -1 kill {"restarted":["n1"]} !';
    const window = { id: 1, fault: 'kill', start: 1, madeAt: 2, end: 3, effect: { nodes: ['n1', 'n3'] } };
    expect(faultWindows(marked(failed))).toEqual([window]);
    const again = `${failed}\n5 +2 kill\n6 +2 kill {"killed":["n2"]}\n7 -2 kill\n8 -2 kill`;
    expect(faultWindows(marked(`${again} {"restarted":["n2","n3"]}`))[0]).toEqual(window);
    expect(faultWindows(marked(`${again} {"restarted":["n1","n2","n3"]}`))[0]).toEqual({ ...window, healedAt: 8 });
  });

  test('of a process that was gone when it was to be resumed are over', () => {
    const gone = '1 +1 pause\n2 +1 pause {"paused":["n1"]}\n3 -1 pause\n4 -1 pause {"gone":["n1"]} !';
    expect(faultWindows(marked(gone))).toMatchObject([{ end: 3, healedAt: 4 }]);
  });

  test('are read from a journal in pieces as from the whole', () => {
    const drawn = fc.array(
      fc.record({
        phase: fc.constantFrom('begin' as const, 'end' as const),
        id: fc.integer({ min: 1, max: 4 }),
        done: fc.constantFrom<{ readonly [member: string]: Json }>({}, { paused: ['n1'] }, { resumed: ['n1'] }),
        isError: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(drawn, fc.nat(20), (all, cut) => {
        const ops = all.map(({ phase, id, done, isError }, index) =>
          nemesisOp(
            index,
            index,
            'x',
            { ...markOf({ phase, id, fault: 'pause' }), ...done },
            isError ? 'x' : undefined,
          ),
        );
        const first = new FaultFold();
        for (const op of ops.slice(0, cut)) first.take(op);
        const second = new FaultFold(first.windows);
        for (const op of ops.slice(cut)) second.take(op);
        expect(second.windows).toEqual(faultWindows(ops));
      }),
    );
  });
});

describe('faults without ids, of version 1', () => {
  test('a fault is a window from its start to its heal', () => {
    const history = nemesis(`
      5 start nil
      6 start cut
      10 stop nil
      11 stop healed
      15 start nil
      16 start cut`);
    expect(faultWindows(history)).toEqual([
      { fault: 'partition', start: 5, madeAt: 6, end: 10, healedAt: 11, effect },
      { fault: 'partition', start: 15, madeAt: 16, effect },
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
      { fault: 'pause', start: 5, madeAt: 6, end: 10, healedAt: 11, effect: { nodes: ['n1'] } },
      { fault: 'kill', start: 15, madeAt: 16, end: 20, healedAt: 25, effect: { nodes: ['n1', 'n2'] } },
      { fault: 'kill', start: 30 },
    ]);
  });

  test('a stop while nothing is cut opens no window', () => {
    expect(faultWindows(nemesis('1 stop nil\n2 stop healed'))).toEqual([]);
    expect(faultWindows(nemesis('1 restart nil\n2 restart running'))).toEqual([]);
    expect(faultWindows([])).toEqual([]);
  });

  test('the end of another fault ends nothing', () => {
    expect(faultWindows(nemesis('5 pause nil\n6 pause paused\n7 stop nil\n8 stop healed'))).toEqual([
      { fault: 'pause', start: 5, madeAt: 6, effect: { nodes: ['n1'] } },
    ]);
  });

  test('a cut that failed ends at once', () => {
    const over = { fault: 'partition', start: 5, end: 7, healedAt: 7 };
    expect(faultWindows(nemesis('5 start nil\n7 start error'))).toEqual([over]);
    expect(faultWindows(nemesis('5 start nil\n7 start error\n8 stop nil\n9 stop healed'))).toEqual([over]);
  });

  test('a fault that was made in part is as large as its value says', () => {
    expect(faultWindows(nemesis('5 kill nil\n7 kill killed error'))).toEqual([
      { fault: 'kill', start: 5, madeAt: 7, effect: { nodes: ['n1', 'n2'] } },
    ]);
  });

  test('a heal that failed leaves the window open', () => {
    const history = nemesis('5 start nil\n6 start cut\n7 stop nil\n8 stop error\n9 stop nil\n10 stop healed');
    expect(faultWindows(history)).toEqual([{ fault: 'partition', start: 5, madeAt: 6, end: 7, healedAt: 10, effect }]);
    expect(faultWindows(history.slice(0, 4))).toEqual([{ fault: 'partition', start: 5, madeAt: 6, end: 7, effect }]);
  });

  test('an end ends all faults of its kind, for without ids it cannot be told which', () => {
    expect(
      faultWindows(nemesis('5 kill nil\n6 kill killed\n7 kill nil\n8 kill killed\n9 restart nil\n10 restart running')),
    ).toMatchObject([
      { start: 5, end: 9, healedAt: 10 },
      { start: 7, end: 9, healedAt: 10 },
    ]);
  });

  test('a begin is completed also where its first writing was read before', () => {
    const [begun, done] = nemesis('5 start nil\n6 start cut');
    const first = new FaultFold();
    first.take(begun as Op);
    const second = new FaultFold(first.windows);
    second.take(done as Op);
    expect(second.windows).toEqual([{ fault: 'partition', start: 5, madeAt: 6, effect }]);
  });

  test('ops of clients are passed over', () => {
    const op = { index: 0, time: 1, process: 0, type: 'invoke', f: 'start', value: null } as const;
    expect(faultWindows([op])).toEqual([]);
  });

  const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];
  const kinds = {
    partition: { begin: 'start', end: 'stop' },
    pause: { begin: 'pause', end: 'resume' },
    kill: { begin: 'kill', end: 'restart' },
  } as const;
  const faults = fc.oneof(
    fc.constant({ fault: 'partition' as const, done: { cutOff: links } as Json, effect }),
    fc
      .tuple(fc.constantFrom('pause' as const, 'kill' as const), fc.subarray(nodes, { minLength: 1 }))
      .map(([fault, hit]) => ({
        fault,
        done: { [fault === 'pause' ? 'paused' : 'killed']: hit } as Json,
        effect: { nodes: hit },
      })),
  );
  const pauses = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9));
  const turns = fc.array(fc.record({ made: faults, pauses, isMade: fc.boolean() }), { maxLength: 12 });
  type Turn = typeof turns extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

  /** What a nemesis writes that makes one fault after another, and the windows that this means. */
  function played(all: readonly Turn[]): { readonly ops: readonly Op[]; readonly windows: FaultWindow[] } {
    const ops: Op[] = [];
    const windows: FaultWindow[] = [];
    let last = 0;
    for (const { made, pauses: waits, isMade } of all) {
      const { begin, end } = kinds[made.fault];
      const [start = 0, madeAt = 0, endAt = 0, healedAt = 0] = waits.map((wait) => {
        last += wait;
        return last;
      });
      const write = (time: number, f: string, value: Json, error?: string) =>
        ops.push(nemesisOp(ops.length, time, f, value, error));
      write(start, begin, null);
      write(madeAt, begin, isMade ? made.done : null, isMade ? undefined : 'it does not run');
      write(endAt, end, null);
      write(healedAt, end, made.fault === 'partition' ? 'fully connected' : 'all running');
      windows.push(
        isMade
          ? { fault: made.fault, start, madeAt, end: endAt, healedAt, effect: made.effect }
          : { fault: made.fault, start, end: madeAt, healedAt: madeAt },
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
        }
      }),
    );
  });

  test('a begin that is done after an end of its kind is a fault of its own', () => {
    const nemesis = (time: number, f: string, value: Json, error?: string): Op => ({
      ...{ index: time, time, process: 'nemesis', type: 'info', f, value },
      ...(error === undefined ? {} : { error }),
    });
    const ops = [
      nemesis(0, 'pause', null),
      nemesis(1, 'resume', null, 'n1 is gone'),
      nemesis(2, 'pause', { paused: ['n1'] }),
    ];
    expect(faultWindows(ops).map(({ start, madeAt, end }) => [start, madeAt, end])).toEqual([
      [0, undefined, 1],
      [2, 2, undefined],
    ]);
  });

  test('of any ops of a nemesis, in any order, leave no window whose times are out of order', () => {
    const fs = Object.values(kinds).flatMap(({ begin, end }) => [begin, end]);
    const anyOp = fc.record({
      f: fc.constantFrom<string>(...fs, 'read', 'start-partition', 'bump-clock', 'grow'),
      value: fc.oneof(
        fc.constantFrom<Json>(null, 'done', ':majority', { n1: ':killed' }, { n1: ':started' }),
        faults.map(({ done }) => done),
      ),
      error: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyOp), (drawn) => {
        const ops = drawn.map(({ f, value, error }, index) =>
          nemesisOp(index, index, f, value, error ? 'x' : undefined),
        );
        for (const { start, madeAt, end, healedAt } of faultWindows(ops)) {
          const times = [start, madeAt, end, healedAt].filter((time) => time !== undefined);
          expect(times).toEqual([...times].sort((a, b) => a - b));
        }
      }),
    );
  });
});

/** As `clew check` reads a file. */
function ofEdn(lines: string) {
  const decoded = decodeEdn(
    lines
      .trim()
      .split('\n')
      .map((line, index) => `{:process :nemesis, :type :info, :time ${index + 1}, :index ${index}, ${line.trim()}}`)
      .join('\n'),
  );
  if (!decoded.ok) throw new Error(decoded.error.message);
  return readFaults(decoded.value.ops);
}

describe('faults of Jepsen', () => {
  const stop = ':f :stop-partition, :value nil\n:f :stop-partition, :value :network-healed';
  const grudge = '{"n1" #{"n2"}, "n2" #{"n1"}}';

  test('a partition that could not be made was never in effect', () => {
    const { windows } = ofEdn(
      `:f :start-partition, :value :majority\n:f :start-partition, :value :majority, :error "ssh: n2"\n${stop}`,
    );
    expect(windows).toEqual([{ fault: 'partition', start: 1, end: 2, healedAt: 2 }]);
    const asked = ofEdn(`:f :start-partition, :value ${grudge}\n:f :start-partition, :value ${grudge}, :error "ssh"`);
    expect(asked.windows).toEqual([{ fault: 'partition', start: 1, end: 2, healedAt: 2 }]);
  });

  test('a partition by its name, whether or not the value says whom it parts', () => {
    const times = { start: 1, madeAt: 2, end: 3, healedAt: 4 };
    expect(
      ofEdn(`:f :start-partition, :value :majority\n:f :start-partition, :value :majority\n${stop}`).windows,
    ).toEqual([{ fault: 'partition', ...times }]);
    const told = `:f :start-partition, :value ${grudge}\n:f :start-partition, :value [:isolated ${grudge}]\n${stop}`;
    expect(ofEdn(told).windows).toEqual([{ fault: 'partition', ...times, effect }]);
  });

  test('plain start and stop are a fault, and a partition where the value says so', () => {
    const plainStop = stop.replaceAll('stop-partition', 'stop');
    const times = { start: 1, madeAt: 2, end: 3, healedAt: 4 };
    expect(ofEdn(`:f :start, :value :majority\n:f :start, :value :majority\n${plainStop}`).windows).toEqual([
      { fault: 'fault', ...times },
    ]);
    expect(ofEdn(`:f :start, :value nil\n:f :start, :value [:isolated ${grudge}]\n${plainStop}`).windows).toEqual([
      { fault: 'partition', ...times, effect },
    ]);
    expect(ofEdn(`:f :start, :value nil\n:f :start, :value {"n1" :paused}\n${plainStop}`).windows).toEqual([
      { fault: 'pause', ...times, effect: { nodes: ['n1'] } },
    ]);
  });

  test('lines of 2014', () => {
    const lines = [
      ':nemesis\t:info\t:start\tnil',
      ':nemesis\t:info\t:start\t"Cut off {:n1 #{:n2}, :n2 #{:n1}}"',
      ':nemesis\t:info\t:stop\tnil',
      ':nemesis\t:info\t:stop\t"fully connected"',
    ].map((line) => `INFO  jepsen.util - ${line}\n`);
    const decoded = parseOpLines(lines.join(''));
    expect(decoded.ok && faultWindows(decoded.value.ops)).toEqual([
      { fault: 'partition', start: 0, madeAt: 1, end: 2, healedAt: 3, effect },
    ]);
  });

  test('after a kill, start ends it; the last start of a test begins nothing', () => {
    const { windows } = ofEdn(`
      :f :kill, :value :one
      :f :kill, :value {"n1" :killed}
      :f :start-partition, :value :one
      :f :start-partition, :value [:isolated ${grudge}]
      :f :start, :value :all
      :f :start, :value {"n1" :started}
      :f :start, :value :all
      :f :start, :value {"n1" :already-running}`);
    expect(windows).toEqual([
      { fault: 'kill', start: 1, madeAt: 2, end: 5, healedAt: 6, effect: { nodes: ['n1'] } },
      { fault: 'partition', start: 3, madeAt: 4, effect },
    ]);
    expect(ofEdn(':f :start, :value nil\n:f :start, :value {"n1" :started}').windows).toEqual([]);
  });

  test('clocks, packets, files and members', () => {
    const { windows, unknown } = ofEdn(`
      :f :bump-clock, :value {"n1" 2000}
      :f :bump-clock, :value {"n1" 2000}
      :f :check-clock-offsets, :value nil
      :f :check-clock-offsets, :value nil
      :f :start-packet, :value [:all {:delay {}}]
      :f :start-packet, :value [:shaped {}]
      :f :grow, :value "n4"
      :f :grow, :value "n4"
      :f :stop-packet, :value nil
      :f :stop-packet, :value [:reliable nil]
      :f :bitflip-file-chunks, :value [{:node "n1"}]
      :f :bitflip-file-chunks, :value {"n1" :done}
      :f :reset-clock, :value ["n1"]
      :f :reset-clock, :value ["n1"]`);
    expect(unknown).toEqual([]);
    expect(windows).toEqual([
      { fault: 'clock', start: 1, madeAt: 2, end: 13, healedAt: 14, effect: { nodes: ['n1'] } },
      { fault: 'packet', start: 5, madeAt: 6, end: 9, healedAt: 10 },
      { fault: 'membership', start: 7, madeAt: 8, end: 8, healedAt: 8 },
      { fault: 'file', start: 11, madeAt: 12, effect: { nodes: ['n1'] } },
    ]);
  });

  test('what is not known is said, and makes no window', () => {
    const { windows, unknown } = ofEdn(':f :melt, :value nil\n:f :melt, :value 3\n:f :freeze, :value nil');
    expect([windows, unknown]).toEqual([[], ['melt', 'freeze']]);
  });
});
