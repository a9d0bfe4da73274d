/**
 * The laws of a history are looked at twice: op by op as a file is read, and in columns when a history is judged. A
 * simulated run keeps them; now and then an op is spoilt, and both must name the same first problem, or pair alike.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Op, OpType } from './op';
import { OpPairing } from './op-pairing';
import { completionsOf, type HistoryError, neverCompleted } from './pairing';

const workers = 3;

const flaws = ['repeated', 'skipped', 'other function', 'other process', 'undead', 'earlier', 'misplaced'] as const;

interface Move {
  readonly worker: number;
  readonly ending: Exclude<OpType, 'invoke'>;
  readonly f: string;
  readonly isFault: boolean;
  readonly flaw: (typeof flaws)[number] | undefined;
}

const move: fc.Arbitrary<Move> = fc.record({
  worker: fc.nat(workers - 1),
  ending: fc.constantFrom('ok', 'fail', 'info'),
  f: fc.constantFrom('read', 'write'),
  isFault: fc.nat(9).map((drawn) => drawn === 0),
  flaw: fc.nat(20 * flaws.length).map((drawn) => flaws[drawn]),
});

/** Each move invokes what its worker has not open, and completes what it has. */
function historyOf(moves: readonly Move[]): Op[] {
  const ops: Op[] = [];
  const processes = Array.from({ length: workers }, (_, worker) => worker);
  const open = new Map<number, string>();
  for (const { worker, ending, f, isFault, flaw } of moves) {
    if (flaw === 'skipped') open.delete(worker);
    const invoked = open.get(worker);
    const process = (flaw === 'other process' ? processes[(worker + 1) % workers] : processes[worker]) ?? 0;
    const time = 10 * ops.length - (flaw === 'earlier' ? 15 : 0);
    const index = ops.length + (flaw === 'misplaced' ? 1 : 0);
    if (isFault) {
      ops.push({ index, time, process: 'nemesis', type: 'info', f, value: null });
      continue;
    }
    const isCompletion = invoked !== undefined;
    const name = isCompletion && flaw === 'other function' ? `no ${invoked}` : (invoked ?? f);
    ops.push({ index, time, process, type: isCompletion ? ending : 'invoke', f: name, value: null });
    if (flaw === 'repeated') continue;
    if (!isCompletion) open.set(worker, f);
    else open.delete(worker);
    if (isCompletion && ending === 'info' && flaw !== 'undead') processes[worker] = process + workers;
  }
  return ops;
}

interface Paired {
  readonly problem: HistoryError | undefined;
  /** By invocation, its completion, or `neverCompleted`; of a history without a problem. */
  readonly completions: ReadonlyMap<number, number>;
}

function pairedOpByOp(ops: readonly Op[]): Paired {
  const pairing = new OpPairing();
  const completions = new Map<number, number>();
  for (const op of ops) {
    const invocation = pairing.take(op);
    if (pairing.problem) return { problem: pairing.problem, completions: new Map() };
    if (invocation) completions.set(invocation.index, op.index);
  }
  for (const { index } of pairing.unfinished()) completions.set(index, neverCompleted);
  return { problem: undefined, completions };
}

function pairedAsWhole(ops: readonly Op[]): Paired {
  const paired = completionsOf(ops);
  if (!paired.ok) return { problem: paired.error, completions: new Map() };
  const places = [...paired.value.entries()].filter(([, completion]) => completion >= neverCompleted);
  return { problem: undefined, completions: new Map(places) };
}

it('finds op by op the problem that is found in the whole, and the same pairs where there is none', () => {
  const kinds = new Map<HistoryError['kind'] | 'none', number>();
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const ops = historyOf(moves);
      const { problem, completions } = pairedOpByOp(ops);
      const whole = pairedAsWhole(ops);
      expect(problem).toEqual(whole.problem);
      expect([...completions].sort(([a], [b]) => a - b)).toEqual([...whole.completions]);
      kinds.set(problem?.kind ?? 'none', (kinds.get(problem?.kind ?? 'none') ?? 0) + 1);
    }),
    { seed: 1, numRuns: 2000 },
  );
  const everyKind = [
    'completion-without-invocation',
    'index-out-of-place',
    'none',
    'other-function',
    'time-goes-back',
    'two-open-operations',
  ];
  expect([...kinds.keys()].sort()).toEqual(everyKind);
  for (const [kind, count] of kinds) expect(count, kind).toBeGreaterThan(20);
});
