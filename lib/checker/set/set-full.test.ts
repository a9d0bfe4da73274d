import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../base/json';
import type { History, Op } from '../../history/op';
import { pairOperations } from '../../history/operations';
import { checked } from '../core/checked.fixture';
import { drawn, histories } from '../core/drawn-history.fixture';
import { setFull, setFullLinearizable } from './set-full';

const check = (text: string) => checked(setFull, drawn(text));
const added = '0 0 invoke add 5\n10 0 ok add 5\n';

describe('set, element by element', () => {
  it('an element that every read has from its add on is stable at once', () => {
    const { valid, details } = check(`${added}20 1 invoke read\n30 1 ok read [5]`);
    expect(valid).toBe(true);
    expect(details).toMatchObject({ stable: 1, stale: { total: 0 } });
    expect(details.stableLatenciesMs).toContainEqual({ quantile: 1, value: 0 });
  });

  it('an element is known from a read that has it, even when its add crashes', () => {
    const { valid, details } = check(`
      0 0 invoke add 5
      10 1 invoke read
      20 1 ok read [5]
      30 0 info add 5
      40 1 invoke read
      50 1 ok read []`);
    expect(valid).toBe(false);
    expect(details.lost).toEqual({ shown: [5], total: 1 });
    // Known at 20, last seen by the read that began at 10: it was lost at once.
    expect(details.lostLatenciesMs).toContainEqual({ quantile: 1, value: 0 });
  });

  it('an element that is back in the last read was stale, which only a linearizable set forbids', () => {
    const text = `${added}20 1 invoke read\n30 1 ok read []\n40 1 invoke read\n50 1 ok read [5]`;
    expect(check(text)).toMatchObject({ valid: true, isNoteworthy: true, details: { stable: 1, stale: { total: 1 } } });
    expect(check(text).details.worstStale).toEqual([
      { element: 5, knownAt: 10e6, lastAbsentAt: 20e6, latencyMs: (10e6 + 1) / 1e6 },
    ]);
    expect(checked(setFullLinearizable, drawn(text))).toMatchObject({ valid: false });
  });

  it('an element that no later read has is lost', () => {
    const text = `${added}20 1 invoke read\n30 1 ok read [5]\n40 1 invoke read\n50 1 ok read []`;
    const { valid, sentence, details } = check(text);
    expect([valid, sentence]).toEqual([false, '1 element lost: 5.']);
    expect(details.lostLatenciesMs).toContainEqual({ quantile: 0.5, value: (10e6 + 1) / 1e6 });
  });

  it('a read beside the add may lack the element', () => {
    const text = '0 0 invoke add 5\n5 1 invoke read\n10 0 ok add 5\n15 1 ok read []';
    expect(check(text)).toMatchObject({ valid: 'unknown', details: { neverRead: { shown: [5] }, lost: { total: 0 } } });
    const later = `${text}\n20 1 invoke read\n25 1 ok read [5]`;
    expect(checked(setFullLinearizable, drawn(later))).toMatchObject({
      valid: true,
      details: { stale: { total: 0 } },
    });
  });

  it('the last read is the one that began last, not the one that returned last', () => {
    const text = `${added}
      20 1 invoke read
      30 2 invoke read
      40 2 ok read [5]
      50 1 ok read []`;
    expect(check(text.replaceAll('\n\n', '\n'))).toMatchObject({ valid: true, details: { stable: 1 } });
  });

  it('an add that failed or crashed and is never read is no loss', () => {
    const text = '0 0 invoke add 1\n1 0 fail add 1\n2 0 invoke add 2\n3 0 info add 2\n4 1 invoke read\n5 1 ok read []';
    expect(check(text)).toMatchObject({ valid: 'unknown', details: { lost: { total: 0 }, neverRead: { total: 2 } } });
  });

  it('an element twice in one read is a duplicate', () => {
    const { valid, details } = check(`${added}20 1 invoke read\n30 1 ok read [5,5,5]`);
    expect([valid, details.duplicated]).toEqual([false, { shown: [{ element: 5, count: 3 }], total: 1 }]);
  });

  it('an element that nobody added is told of and changes nothing', () => {
    const finding = check(`${added}20 1 invoke read\n30 1 ok read [5,6]`);
    expect(finding).toMatchObject({ valid: true, isNoteworthy: true, details: { unexpected: { shown: [6] } } });
  });

  it('a read of an unknown value tells nothing', () => {
    expect(check(`${added}20 1 invoke read\n30 1 ok read`)).toMatchObject({ valid: 'unknown', details: { stable: 0 } });
  });

  it('agrees with a look at every element and every read, on any history', () => {
    const element = fc.nat(3);
    const call = fc.oneof(
      element.map((value) => ({ f: 'add', value, answer: value })),
      fc.subarray([0, 1, 2, 3]).map((answer) => ({ f: 'read', value: null, answer })),
    );
    const seen = new Set<string>();
    fc.assert(
      fc.property(histories(call, 30), (history) => {
        const { valid, details } = checked(setFull, history);
        const naive = [0, 1, 2, 3].map((value) => lifeOf(history, value));
        for (const life of naive) seen.add(`${life}`);
        const of = (...kinds: readonly string[]) => [0, 1, 2, 3].filter((value) => kinds.includes(naive[value] ?? ''));
        expect(details.lost.shown).toEqual(of('lost'));
        expect(details.neverRead.shown).toEqual(of('never-read'));
        expect(details.stale.shown).toEqual(of('stale'));
        expect(details.stable).toBe(of('stable', 'stale').length);
        const expected = of('lost').length > 0 ? false : of('stable', 'stale').length === 0 ? 'unknown' : true;
        expect(valid).toBe(expected);
      }),
      { numRuns: 2000 },
    );
    expect([...seen].sort()).toEqual(['lost', 'never-read', 'stable', 'stale', 'undefined']);
  });
});

/** One element by the definition: every read of the history in the order in which they returned. */
function lifeOf(history: History, value: Json): string | undefined {
  const added = history.findIndex((op) => op.f === 'add' && op.type === 'invoke' && op.value === value);
  if (added < 0) return undefined;
  const invocation = new Map<Op | undefined, Op>();
  for (const operation of pairOperations(history)) invocation.set(operation.completion, operation.invocation);
  let known = Number.POSITIVE_INFINITY;
  let present = -1;
  let absent = -1;
  for (const op of history.slice(added)) {
    if (op.type !== 'ok') continue;
    if (op.f === 'add' && op.value === value) known = Math.min(known, op.index);
    if (op.f !== 'read') continue;
    const began = invocation.get(op)?.index ?? -1;
    if ((op.value as readonly Json[]).includes(value)) {
      known = Math.min(known, op.index);
      present = Math.max(present, began);
    } else {
      absent = Math.max(absent, began);
    }
  }
  if (present > absent) return absent > known ? 'stale' : 'stable';
  return absent > present && absent > known ? 'lost' : 'never-read';
}
