import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Op } from '../history/op';
import { isReadOnly, isRefusal, wellKnownOperations } from '../history/operation-table';
import { type EffectSpan, servedDuring, unitedSpans } from './served';

const span = fc
  .tuple(fc.nat(60), fc.oneof(fc.nat(30), fc.constant(Number.POSITIVE_INFINITY)))
  .map(([start, length]): EffectSpan => ({ start, end: start + length }));

const ending = fc.constantFrom<Pick<Op, 'type' | 'error'>>(
  { type: 'ok' },
  { type: 'info' },
  { type: 'fail' },
  { type: 'fail', error: 'compare-failed' },
  { type: 'fail', error: 'no-leader' },
);

interface Operation {
  readonly invocation: Op;
  completion?: Op;
}

/** Three threads, whose times may step back a little, as in files of Jepsen. */
const history = fc
  .array(
    fc.record({
      thread: fc.nat(2),
      f: fc.constantFrom('read', 'write', 'cas'),
      ending,
      step: fc.integer({ min: -2, max: 6 }),
    }),
  )
  .map((steps) => {
    const ops: Op[] = [];
    const operations: Operation[] = [];
    const open = new Map<number, Operation>();
    const processes = [0, 1, 2];
    let time = 0;
    for (const { thread, f, ending, step } of steps) {
      time = Math.max(0, time + step);
      const process = processes[thread] ?? 0;
      const begun = open.get(thread);
      const head = { index: ops.length, time, process, value: null };
      if (begun === undefined) {
        const invocation: Op = { ...head, type: 'invoke', f };
        const operation = { invocation };
        open.set(thread, operation);
        operations.push(operation);
        ops.push(invocation);
        continue;
      }
      open.delete(thread);
      begun.completion = { ...head, f: begun.invocation.f, ...ending };
      ops.push(begun.completion);
      if (ending.type === 'info') processes[thread] = process + 3;
    }
    return { ops, operations };
  });

test('an operation that began in a span counts, and was served or refused where that was answered in it, too', () => {
  fc.assert(
    fc.property(history, fc.array(span, { maxLength: 5 }), ({ ops, operations }, spans) => {
      const counted = servedDuring(ops, spans, wellKnownOperations);
      for (const [place, { start, end }] of spans.entries()) {
        const within = operations.filter(({ invocation: { time } }) => start <= time && time <= end);
        const count = (all: typeof within) => {
          const answered = all.flatMap(({ completion }) => (completion && completion.time <= end ? [completion] : []));
          return {
            begun: all.length,
            served: answered.filter(({ type }) => type === 'ok').length,
            refused: answered.filter((op) => isRefusal(wellKnownOperations, op.f, op)).length,
          };
        };
        const isRead = ({ invocation }: (typeof within)[number]) => isReadOnly(wellKnownOperations, invocation);
        const during = counted[place];
        expect(during?.reads).toEqual(count(within.filter(isRead)));
        expect(during?.updates).toEqual(count(within.filter((operation) => !isRead(operation))));
        const functions = new Set(within.map(({ invocation }) => invocation.f));
        expect(Object.fromEntries(during?.byFunction ?? [])).toEqual(
          Object.fromEntries(
            [...functions].map((f) => [f, count(within.filter(({ invocation }) => invocation.f === f))]),
          ),
        );
      }
    }),
  );
});

test('united spans hold the same moments, and none of them twice', () => {
  fc.assert(
    fc.property(fc.array(span, { maxLength: 6 }), fc.nat(100), (spans, moment) => {
      const holding = (all: readonly EffectSpan[]) =>
        all.filter(({ start, end }) => start <= moment && moment <= end).length;
      expect(holding(unitedSpans(spans))).toBe(Math.min(1, holding(spans)));
    }),
  );
});
