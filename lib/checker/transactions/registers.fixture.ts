/**
 * Small histories of transactions on registers, and beside what `transactions.fixture.ts` says again without graphs, the models
 * of who sees what: by trying every order of commits.
 */
import { unlimitedBudget } from '../core/checked.fixture';
import { Dice } from '../linearizable/testing/random-history.fixture';
import type { JudgedModel } from './consistency';
import { rwRegister } from './rw-register';
import {
  historyOf,
  type Isolation,
  inNoOrder,
  inProcessOrder,
  inRealTime,
  isSerializable,
  isSnapshotIsolated,
  type Precedes,
  type SimulatedShape,
  simulated,
  type Transaction,
} from './transactions.fixture';

type Oracle = (transactions: readonly Transaction[]) => boolean;

/** Models that are tried, and whether a history is allowed by each. */
export const registerOracles: Readonly<Partial<Record<JudgedModel, Oracle>>> = {
  serializable: (all) => isSerializable(all, inNoOrder),
  'repeatable-read': (all) => isSerializable(all, inNoOrder),
  'strong-session-serializable': (all) => isSerializable(all, inProcessOrder),
  'strict-serializable': (all) => isSerializable(all, inRealTime),
  'snapshot-isolation': (all) => isSnapshotIsolated(all, inNoOrder),
  'strong-session-snapshot-isolation': (all) => isSnapshotIsolated(all, inProcessOrder),
  'strong-snapshot-isolation': (all) => isSnapshotIsolated(all, inRealTime),
  'read-committed': (all) => isReadCommitted(all, inNoOrder),
  'strong-session-read-committed': (all) => isReadCommitted(all, inProcessOrder),
  'strong-read-committed': (all) => isReadCommitted(all, inRealTime),
  'monotonic-atomic-view': (all) => isViewed(all, 'monotonic'),
  'read-atomic': (all) => isViewed(all, 'atomic'),
  causal: (all) => isViewed(all, 'causal'),
};

interface JudgedAndTried {
  readonly valid: boolean | 'unknown';
  readonly isAllowed: boolean;
  /** Models that are said to fall, and do not. */
  readonly wronglyFallen: readonly string[];
  readonly text: string;
}

/** Of small histories, what the checker says of one and what trying everything says. */
export function judgedAndTried(model: JudgedModel, seed: string): JudgedAndTried {
  const dice = new Dice(seed);
  const isolations: readonly Isolation[] = ['serial', 'snapshot', 'read committed', 'read uncommitted'];
  const shape: SimulatedShape = {
    ...{ transactions: 2 + dice.below(4), clients: 1 + dice.below(4), keys: 1 + dice.below(2) },
    f: 'w',
    isMini: dice.below(3) === 0,
  };
  let transactions = simulated(dice, isolations[dice.below(4)] ?? 'serial', shape);
  for (let change = dice.below(3); change > 0; change--) transactions = changed(transactions, dice);
  const history = historyOf(transactions, true);
  const { valid, details } = rwRegister.check(history, { consistency: model }, unlimitedBudget());
  const isAllowed = (each: string) => registerOracles[each as JudgedModel]?.(transactions) === true;
  const wronglyFallen = [...details.violated.not, ...details.violated.alsoNot].filter(isAllowed);
  return { valid, isAllowed: isAllowed(model), wronglyFallen, text: JSON.stringify(history) };
}

/** With an answer that is another of those written, or an outcome that nobody knows. */
function changed(transactions: readonly Transaction[], dice: Dice): readonly Transaction[] {
  const victim = dice.below(transactions.length);
  const written = (key: string) =>
    transactions.flatMap(({ steps }) => steps.filter((step) => step.f === 'w' && step.key === key));
  return transactions.map((transaction, i) => {
    if (i !== victim) return transaction;
    const kind = dice.below(5);
    if (kind === 0) return { ...transaction, outcome: 'info', end: Number.POSITIVE_INFINITY, process: 100 + i };
    if (kind === 1 && transaction.outcome !== 'info') return { ...transaction, outcome: 'fail' };
    const answers = transaction.answers.map((answer, place) => {
      if (answer === null || dice.below(2) === 0) return answer;
      const all = written(transaction.steps[place]?.key ?? '');
      const chosen = all[dice.below(all.length + 1)];
      return chosen === undefined ? [] : [chosen.value];
    });
    return { ...transaction, answers };
  });
}

/** A read of another transaction: of which key, from whom, and where among its steps; `undefined` is the beginning. */
interface Read {
  readonly key: string;
  readonly value: number | undefined;
  readonly writer: Transaction | undefined;
  readonly place: number;
}

const isWriteOf = (key: string, value: number) => (step: { f: string; key: string; value: number }) =>
  step.f === 'w' && step.key === key && step.value === value;

function readsOf(transaction: Transaction, all: readonly Transaction[]): readonly Read[] {
  if (transaction.outcome !== 'ok') return [];
  return transaction.steps.flatMap(({ f, key }, place): readonly Read[] => {
    if (f !== 'r') return [];
    const value = transaction.answers[place]?.[0];
    const writer = value === undefined ? undefined : all.find(({ steps }) => steps.some(isWriteOf(key, value)));
    return [{ key, value, writer, place }];
  });
}

/** What happened: what was acknowledged, and of what nobody knows whatever was seen. */
function happened(all: readonly Transaction[]): readonly Transaction[] {
  const seen = new Set(all.flatMap((each) => readsOf(each, all).map(({ writer }) => writer)));
  return all.filter((each) => each.outcome === 'ok' || (each.outcome === 'info' && seen.has(each)));
}

function lastWrite({ steps }: Transaction, key: string): number | undefined {
  return steps.findLast((step) => step.f === 'w' && step.key === key)?.value;
}

/** Neither aborted nor intermediate reads, nor of what the own transaction has not written yet. */
function isOfCommitted(all: readonly Transaction[]): boolean {
  return all.every((reader) =>
    readsOf(reader, all).every(({ key, value, writer, place }) => {
      if (value === undefined || writer === undefined) return true;
      if (writer === reader) return reader.steps.findIndex(isWriteOf(key, value)) < place;
      return writer.outcome !== 'fail' && lastWrite(writer, key) === value;
    }),
  );
}

/** Each reads what it has written or read itself last. */
function isConsistentInside(all: readonly Transaction[]): boolean {
  return all.every((each) => {
    const known = new Map<string, number | undefined>();
    return each.steps.every(({ f, key, value }, place) => {
      if (f === 'r' && each.outcome !== 'ok') return true;
      const now = f === 'r' ? each.answers[place]?.[0] : value;
      if (f === 'r' && known.has(key) && known.get(key) !== now) return false;
      known.set(key, now);
      return true;
    });
  });
}

/** Some order in which all come behind those that they read from, and that keeps what must precede what. */
function isReadCommitted(all: readonly Transaction[], precedes: Precedes): boolean {
  if (!isOfCommitted(all)) return false;
  const every = happened(all);
  return someOrder(
    every,
    (one, other) => precedes(one, other) || readsOf(other, all).some(({ writer }) => writer === one && one !== other),
    () => true,
  );
}

function someOrder(
  left: readonly Transaction[],
  isBefore: (one: Transaction, other: Transaction) => boolean,
  isRight: (order: readonly Transaction[]) => boolean,
  order: readonly Transaction[] = [],
): boolean {
  if (left.length === 0) return isRight(order);
  return left.some((next) => {
    const rest = left.filter((each) => each !== next);
    return !rest.some((other) => isBefore(other, next)) && someOrder(rest, isBefore, isRight, [...order, next]);
  });
}

/** The axioms of Biswas and Enea, of some order of commits. */
function isViewed(all: readonly Transaction[], kind: 'monotonic' | 'atomic' | 'causal'): boolean {
  if (!isOfCommitted(all) || (kind !== 'monotonic' && !isConsistentInside(all))) return false;
  const every = happened(all);
  const reads = new Map(every.map((each) => [each, readsOf(each, all).filter(({ writer }) => writer !== each)]));
  const readFrom = (one: Transaction, other: Transaction) =>
    one !== other && (reads.get(other) ?? []).some(({ writer }) => writer === one);
  const isDirectly = (one: Transaction, other: Transaction) =>
    readFrom(one, other) || (kind === 'causal' && inProcessOrder(one, other));
  const knows = (reader: Transaction, met = new Set<Transaction>()): ReadonlySet<Transaction> => {
    for (const each of every) {
      if (met.has(each) || !isDirectly(each, reader)) continue;
      met.add(each);
      if (kind === 'causal') knows(each, met);
    }
    return met;
  };
  const isRight = (order: readonly Transaction[]) =>
    every.every((reader) =>
      (reads.get(reader) ?? []).every(({ key, writer, place }) => {
        const known =
          kind === 'monotonic'
            ? (reads.get(reader) ?? []).filter((each) => each.place < place).map((each) => each.writer)
            : [...knows(reader)];
        const source = writer === undefined ? -1 : order.indexOf(writer);
        return known.every(
          (each) =>
            each === undefined ||
            each === writer ||
            each === reader ||
            lastWrite(each, key) === undefined ||
            order.indexOf(each) < source,
        );
      }),
    );
  return someOrder(every, isDirectly, isRight);
}
