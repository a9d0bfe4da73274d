import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { History, Op } from '@/lib/history/op';
import { type Plan, planSchema } from '@/lib/plan/plan';
import { blockOf } from '@/lib/protocol/block-builder';
import type { Entry } from '@/lib/protocol/entry';
import { packBlock } from '../store/lines';
import { answerRun, type RunHost } from './answer-run';
import type { JudgeOrder } from './messages';

/** What JSON keeps of a value: it knows no -0. */
const kept = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;

const values: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, true, false, 0, 0.1, -7, 2 ** 53 + 2, -(2 ** 60), 1e300, 5e-324),
  fc.constantFrom<Json>('', '4', 'null', '[1,2]', '"', 'é', '\u0000\u2028', '\ud800', '🧶', 'a\nb\tc'),
  fc.constantFrom<Json>([], [[]], [null], [1, 2], ['1', 2], [[1, [2, [3]]], [4]], [7, [1, null]]),
  fc.constantFrom<Json>(
    [['r', 3, [7, 8]]],
    [
      ['append', 'x', 9],
      ['r', 'x', null],
    ],
    [['w', [1], { a: 1 }]],
  ),
  fc.constant(kept(JSON.parse('{"__proto__": 1, "b": [2], "a": null}'))),
  fc.string({ unit: 'binary' }),
  fc.jsonValue().map(kept),
);

type Drawn = Omit<Op, 'index' | 'time'>;

const drawnOp: fc.Arbitrary<Drawn> = fc.record(
  {
    process: fc.oneof(fc.nat({ max: 300 }), fc.constant('nemesis' as const), fc.constant(2 ** 30)),
    type: fc.constantFrom('invoke', 'ok', 'fail', 'info'),
    f: fc.constantFrom('read', 'txn', 'write', 'ü:f'),
    value: values,
    key: values,
    error: values,
    node: fc.constantFrom('n1', 'n2', 'ñ'),
    revision: fc.constantFrom({ modifiedIndex: 0 }, { index: 2 ** 40 }, { modifiedIndex: 3, index: 9 }),
    extra: fc
      .dictionary(fc.string(), values, { minKeys: 1, maxKeys: 2 })
      .map((extra) => kept(extra) as Op['extra'] & {}),
  },
  { requiredKeys: ['process', 'type', 'f', 'value'] },
);

const drawnHistory: fc.Arbitrary<History> = fc
  .array(fc.tuple(drawnOp, fc.constantFrom(0, 1, 3_000_000, 2 ** 33)), { maxLength: 60 })
  .map((drawn) => {
    let time = 0;
    return drawn.map(([op, after], index) => {
      time += after;
      return { ...op, index, time };
    });
  });

const event: Entry = { type: 'phase', at: 1, phase: 'running' };

/** The history that the checkers are given, when its chunks are of these lengths. */
async function judgedHistory(plan: Plan, history: History, lengths: readonly number[]): Promise<readonly Op[]> {
  const order: JudgeOrder = { logs: {}, checkers: [], findings: [] };
  async function* pieces() {
    let from = 0;
    for (const length of [...lengths, history.length]) {
      const entries: Entry[] = [event, ...history.slice(from, from + length)];
      yield await packBlock(blockOf(entries));
      from += length;
    }
    yield order;
  }
  let judged: readonly Op[] = [];
  const host: RunHost = {
    reading: { onProgress: () => undefined, stopCause: () => undefined },
    liveLimits: { timeLimitMs: 1, memoryLimitMb: 1 },
    live: { now: () => 0 },
    send: () => undefined,
    decide: (_, read) => {
      judged = [...read];
      return [];
    },
    explain: () => [],
  };
  await answerRun({ kind: 'run', plan, isWatched: false }, undefined, pieces(), host);
  return judged;
}

const memory = { name: 'p', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 };

const planOf = (workload: 'set' | 'registers') => planSchema.parse({ ...memory, workload: { name: workload } });

describe('the history of a run, as its checkers read it', () => {
  it('has the ops that were written, whatever they carry and however they came', async () => {
    await fc.assert(
      fc.asyncProperty(drawnHistory, fc.array(fc.nat({ max: 20 }), { maxLength: 5 }), async (history, lengths) => {
        const read = await judgedHistory(planOf('set'), history, lengths);
        expect(read).toEqual(history);
        // Order of the fields included, but for those of objects that are equal.
        expect(read.map((op) => Object.keys(op).sort())).toEqual(history.map((op) => Object.keys(op).sort()));
      }),
      { numRuns: 300 },
    );
  });

  it('has the keys that version 0.1 wrote into the values', async () => {
    const pairs: History = [
      { index: 0, time: 0, process: 0, type: 'invoke', f: 'write', value: ['k', [1, 2]] },
      { index: 1, time: 1, process: 'nemesis', type: 'info', f: 'start', value: ['k', 1] },
      { index: 2, time: 2, process: 0, type: 'info', f: 'write', value: ['k', [1, 2]], error: 'timeout' },
    ];
    expect(await judgedHistory(planOf('registers'), pairs, [1])).toEqual([
      { ...pairs[0], key: 'k', value: [1, 2] },
      pairs[1],
      { ...pairs[2], key: 'k', value: [1, 2] },
    ]);
  });

  it('refuses a chunk that does not follow the one before it', async () => {
    const history: History = [0, 2].map((index) => ({
      ...{ index, time: index, process: 0, type: 'invoke', f: 'read', value: null },
    }));
    await expect(judgedHistory(planOf('set'), history, [1])).rejects.toThrow('op 2 follows the one before it');
  });
});
