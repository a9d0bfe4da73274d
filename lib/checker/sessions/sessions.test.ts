import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/json';
import { keyedHistory } from '../../history/independent';
import type { History, Op, Revision } from '../../history/op';
import { checked } from '../core/checked.fixture';
import { maxExamples } from '../core/sample';
import { type Guarantee, guarantees } from './session-guarantees';
import { sessions } from './sessions';

/** Each line an operation: `2 read 4 @5` was ok at modifiedIndex 5, `#8` on a node that had got to 8. `info`, `fail`: so it ended. */
function history(text: string): History {
  const line = /^\s*(\d+) (\S+) (\S+)(?: @(\d+))?(?: #(\d+))?(?: (info|fail))?$/;
  return text
    .trim()
    .split('\n')
    .flatMap((row, place) => {
      const [, process, f = '', value = 'null', modifiedIndex, index, type = 'ok'] = line.exec(row) ?? [];
      if (process === undefined) throw new Error(`this is no operation: ${row}`);
      const revision = {
        ...(modifiedIndex === undefined ? {} : { modifiedIndex: Number(modifiedIndex) }),
        ...(index === undefined ? {} : { index: Number(index) }),
      };
      return operation(place, Number(process), f, JSON.parse(value), type as Op['type'], revision);
    });
}

function operation(
  place: number,
  process: number,
  f: string,
  value: Json,
  type: Op['type'],
  revision: Revision,
): readonly [Op, Op] {
  const asked = f !== 'read' ? value : Array.isArray(value) ? [value[0] ?? null, null] : null;
  const head = { process, f, time: place * 1e6 };
  const said = Object.keys(revision).length === 0 ? {} : { revision };
  return [
    { ...head, index: 2 * place, type: 'invoke', value: asked },
    { ...head, index: 2 * place + 1, type, value, ...said },
  ];
}

const check = (text: string) => checked(sessions, history(text));

/** Of a text whose values are all `[key, value]`. */
function checkByKey(text: string) {
  const keyed = keyedHistory(history(text));
  if (!keyed.ok) throw new Error(keyed.error.message);
  return checked(sessions, keyed.value);
}

const brokenIn = (text: string) => brokenOf(check(text));
const brokenOf = ({ details: { broken } }: ReturnType<typeof check>) => {
  return guarantees.filter((guarantee) => broken[guarantee] > 0).map((guarantee) => [guarantee, broken[guarantee]]);
};

describe('session guarantees', () => {
  it('index 5, then index 4, then index 6: no monotonic reads, and both reads are named', () => {
    const { valid, sentence, details } = check('2 read 1 @5 #5\n2 read 4 @4 #4\n2 read 3 @6 #6');
    expect(valid).toBe(false);
    expect(sentence).toBe(
      'Broken: monotonic reads once; the longest step back is that of process 2, from index 5 to 4.',
    );
    expect(details.violations).toEqual({
      total: 1,
      shown: [
        {
          guarantee: 'monotonic reads',
          process: 2,
          before: { operation: 0, completion: 1, time: 0, f: 'read', value: 1, modifiedIndex: 5, index: 5 },
          after: { operation: 2, completion: 3, time: 1e6, f: 'read', value: 4, modifiedIndex: 4, index: 4 },
          stepBack: 1,
        },
      ],
    });
    expect(details.judged['monotonic reads']).toBe(2);
    expect(details.byProcess.shown).toEqual([{ process: 2, broken: details.broken }]);
  });

  it('one that writes at 7 and reads at 6 does not read its write', () => {
    expect(brokenIn('3 write 7 @7\n3 read 1 @6')).toEqual([['read your writes', 1]]);
    expect(brokenIn('3 write 7 @7\n3 read 7 @7\n3 read 2 @9')).toEqual([]);
  });

  it('a write that is acknowledged behind an earlier one, or behind a read', () => {
    expect(brokenIn('0 write 1 @7\n0 write 2 @6')).toEqual([['monotonic writes', 1]]);
    expect(brokenIn('0 read 1 @7\n0 cas [1,2] @6')).toEqual([['writes follow reads', 1]]);
    expect(brokenIn('0 read 1 @7\n0 cas [1,2] @7')).toEqual([]);
  });

  it('one op may break two guarantees, and every op behind the highest index counts', () => {
    expect(brokenIn('0 write 1 @7\n0 read 1 @8\n0 read 4 @4\n0 read 5 @5\n0 read 1 @8')).toEqual([
      ['monotonic reads', 2],
      ['read your writes', 2],
    ]);
  });

  it('of several ops at the highest index the first is told', () => {
    const { violations } = check('0 read 1 @5\n0 read 2 @7\n0 read 2 @7\n0 read 1 @5').details;
    expect(violations.shown.map(({ before, after }) => [before.operation, after.operation])).toEqual([[2, 6]]);
  });

  it('another process is another session, also the one that follows a crash on the worker', () => {
    expect(check('0 read 1 @5\n1 read 4 @4').valid).toBe('unknown');
    expect(check('0 read 1 @5\n0 write 2 info\n5 read 4 @4\n5 read 4 @4').valid).toBe(true);
  });

  it('what an info or a fail says of an index counts for nothing', () => {
    expect(check('0 write 1 @9 fail\n0 read 4 @4\n0 cas [3,4] @2 fail\n0 read 4 @4\n0 write 2 @1 info').valid).toBe(
      true,
    );
  });

  it('how far the node was may go down, and alone says nothing', () => {
    expect(check('0 read 1 @5 #20\n0 read 1 @5 #10').valid).toBe(true);
    expect(check('0 read 1 #20\n0 read 4 #10\n0 write 3 #4')).toMatchObject({
      valid: 'unknown',
      sentence: expect.stringMatching(/^The answers say how far the nodes had got and not where/),
      details: { operations: 3, withoutRevision: 0, withoutModifiedIndex: 3 },
    });
  });

  it('an absent key is a step back only where the node had not got as far', () => {
    const absent = check('0 write 1 @7\n0 read null #6');
    expect(absent).toMatchObject({
      valid: false,
      sentence: 'Broken: read your writes once; the longest step back is that of process 0, from index 7 to 6 or less.',
    });
    expect(check('0 write 1 @7\n0 read null #7').valid).toBe('unknown');
    expect(check('0 write 1 @7\n0 read null').valid).toBe('unknown');
    // Of a write it is not said that the answering node had got as far as the write.
    expect(check('0 write 1 @7\n0 write 2 #6').valid).toBe('unknown');
  });

  it('keys are not held against each other', () => {
    expect(checkByKey('0 read [7,1] @5\n0 read [8,1] @4').valid).toBe('unknown');
    expect(checkByKey('0 write [7,1] @5\n0 cas [8,[1,2]] @4').valid).toBe('unknown');
    expect(brokenOf(checkByKey('0 read [{"a":1,"b":2},1] @5\n0 read [8,1] @9\n0 read [{"b":2,"a":1},1] @4'))).toEqual([
      ['monotonic reads', 1],
    ]);
    // One register that holds pairs; its reads ask for no key.
    const pair: readonly Op[] = history('0 write [1,1] @5\n0 read null @4');
    expect(checked(sessions, pair).details.broken['read your writes']).toBe(1);
  });

  it('a history of which nobody can tell what key it is about is not judged', () => {
    const ops = history('0 read 1 @5\n0 read 1 @4').map((op) => (op.index === 2 ? { ...op, value: { x: null } } : op));
    expect(() => checked(sessions, ops)).toThrow(
      /^op 2: a read asks for null, or all operations for \[key value\] pairs/,
    );
  });

  it('other functions are passed over', () => {
    expect(check('0 read 1 @5\n0 txn [["w","x",1]] @3\n0 read 1 @5').details).toMatchObject({ operations: 2 });
  });

  it('without an index there is nothing to judge, and how many say none is said', () => {
    expect(check('0 read 1\n0 write 2')).toMatchObject({
      valid: 'unknown',
      isNoteworthy: true,
      sentence: 'No answer says an index, so there is nothing to judge.',
    });
    expect(checked(sessions, []).sentence).toBe('No read, write or cas succeeded, so there is nothing to judge.');
    expect(check('0 read 1 @4').sentence).toBe('No process was told of a second index, so there is nothing to judge.');
    expect(check('0 read 1 @4\n0 read 1\n0 read 1 @4')).toMatchObject({
      valid: true,
      isNoteworthy: false,
      sentence: 'No process went back behind an index that it had read or written. Of 3 operations 1 says no index.',
    });
  });

  it('the longest steps are shown, and all are counted', () => {
    const reads = Array.from({ length: 3 * maxExamples }, (_, i) => `0 read 1 @${1000 - ((i * 7) % 299)}`);
    const { violations, broken } = check(['0 read 1 @1000', ...reads].join('\n')).details;
    expect(violations.total).toBe(broken['monotonic reads']);
    expect(violations.shown.map(({ stepBack }) => stepBack)).toEqual(
      Array.from({ length: maxExamples }, (_, i) => 298 - i),
    );
  });
});

interface Step {
  readonly process: number;
  readonly f: string;
  readonly key: number;
  readonly type: 'ok' | 'fail' | 'info';
  readonly modifiedIndex: number | undefined;
  readonly index: number | undefined;
}

const place = fc.option(fc.nat(12), { nil: undefined, freq: 5 });

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    process: fc.nat(2),
    f: fc.constantFrom('read', 'read', 'write', 'cas', 'txn'),
    key: fc.nat(1),
    type: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'fail', 'info'),
    modifiedIndex: place,
    index: place,
  }),
  { maxLength: 30 },
);

/** Keeps the law that a process is not seen again after an info. */
function historyOf(drawnSteps: readonly Step[], hasKeys: boolean): History {
  const processes = [0, 1, 2];
  return drawnSteps.flatMap(({ process: worker, f, key, type, modifiedIndex, index }, at) => {
    const process = processes[worker] ?? 0;
    if (type === 'info') processes[worker] = process + 3;
    const revision = {
      ...(modifiedIndex === undefined ? {} : { modifiedIndex }),
      ...(index === undefined ? {} : { index }),
    };
    const value = f === 'cas' ? [0, at] : f === 'txn' ? ['x'] : at;
    const ops = operation(at, process, f, value, type, revision);
    return hasKeys ? ops.map((op) => ({ ...op, key })) : ops;
  });
}

/** The definitions word for word, of all pairs. */
function brute(ops: History) {
  const isWrite = (op: Op) => op.f === 'write' || op.f === 'cas';
  const isRead = (op: Op) => op.f === 'read';
  const pairs = {
    'monotonic reads': [isRead, isRead],
    'read your writes': [isWrite, isRead],
    'monotonic writes': [isWrite, isWrite],
    'writes follow reads': [isRead, isWrite],
  } as const satisfies Record<Guarantee, unknown>;
  const done = ops.filter((op) => op.type === 'ok');
  return guarantees.flatMap((guarantee) => {
    const [isA, isB] = pairs[guarantee];
    return done.filter(isB).flatMap((b) => {
      const shown = b.revision?.modifiedIndex ?? (isRead(b) ? b.revision?.index : undefined);
      if (shown === undefined) return [];
      const steps = done
        .filter((a) => isA(a) && a.index < b.index && a.process === b.process && a.key === b.key)
        .map((a) => (a.revision?.modifiedIndex ?? -1) - shown);
      const stepBack = Math.max(0, ...steps);
      return stepBack === 0 ? [] : [{ guarantee, completion: b.index, stepBack }];
    });
  });
}

describe('the checker beside the definitions', () => {
  it('finds what the definitions say of all pairs, and nothing else', () => {
    fc.assert(
      fc.property(steps, fc.boolean(), (drawnSteps, hasKeys) => {
        const ops = historyOf(drawnSteps, hasKeys);
        const { valid, details } = checked(sessions, ops);
        const found = details.violations.shown.map(({ guarantee, after, stepBack }) => {
          return { guarantee, completion: after.completion, stepBack };
        });
        const expected = brute(ops);
        const inOrder = (all: typeof expected) =>
          [...all].sort((a, b) => a.completion - b.completion || (a.guarantee < b.guarantee ? -1 : 1));
        expect(inOrder(found)).toEqual(inOrder(expected));
        expect(valid === false).toBe(expected.length > 0);
        for (const { before, after, stepBack, process } of details.violations.shown) {
          expect(ops[before.completion]).toMatchObject({
            process,
            type: 'ok',
            revision: { modifiedIndex: before.modifiedIndex },
          });
          expect(before.completion).toBeLessThan(after.operation);
          expect((before.modifiedIndex ?? Number.NaN) - (after.modifiedIndex ?? after.index ?? Number.NaN)).toBe(
            stepBack,
          );
        }
        const counted = details.byProcess.shown.flatMap(({ broken }) => guarantees.map((each) => broken[each]));
        expect(counted.reduce((sum, count) => sum + count, 0)).toBe(expected.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('a replicated log whose clients never ask a node that is behind them keeps all four', () => {
    const move = fc.record({ process: fc.nat(2), f: fc.constantFrom('read', 'read', 'write'), lag: fc.nat(5) });
    fc.assert(
      fc.property(fc.array(move, { maxLength: 60 }), fc.boolean(), (moves, keepsUp) => {
        const log: number[] = [0];
        const floors = [0, 0, 0];
        let isBehind = false;
        const ops = moves.flatMap(({ process, f, lag }, at) => {
          if (f === 'write') log.push(at);
          const end = log.length - 1;
          const node = f === 'write' ? end : Math.max(0, end - lag, keepsUp ? (floors[process] ?? 0) : 0);
          if (node < (floors[process] ?? 0)) isBehind = true;
          floors[process] = Math.max(floors[process] ?? 0, node);
          return operation(at, process, f, log[node] ?? 0, 'ok', { modifiedIndex: node, index: node });
        });
        expect(checked(sessions, ops).valid === false).toBe(isBehind);
        if (keepsUp) expect(isBehind).toBe(false);
      }),
    );
  });
});
