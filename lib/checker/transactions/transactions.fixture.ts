/**
 * Small histories of transactions on lists or registers, and what is allowed said again without graphs: by trying every serial
 * order, and every order of beginnings and commits. A register is a list of one element at most.
 */
import type { Json } from '../../base/json';
import type { History, Op } from '../../history/op';
import type { Dice } from '../linearizable/testing/random-history.fixture';

/** `append x 1` appends 1 to x, `w x 1` leaves 1 alone in it, `r x` reads it. */
export interface Step {
  readonly f: 'append' | 'w' | 'r';
  readonly key: string;
  readonly value: number;
}

export interface Transaction {
  readonly process: number;
  readonly steps: readonly Step[];
  /** What each read returned, where the transaction was acknowledged. */
  readonly answers: readonly (readonly number[] | null)[];
  readonly outcome: 'ok' | 'info' | 'fail';
  /** In which order it begins and ends among the others; moments are distinct. */
  readonly begin: number;
  readonly end: number;
}

/** As ops, in the order of their moments. */
export function historyOf(transactions: readonly Transaction[], isOfRegisters = false): History {
  const moments = transactions.flatMap((transaction) => [
    { moment: transaction.begin, transaction, isEnd: false },
    ...(transaction.end === Number.POSITIVE_INFINITY ? [] : [{ moment: transaction.end, transaction, isEnd: true }]),
  ]);
  moments.sort((a, b) => a.moment - b.moment);
  return moments.map(({ moment, transaction, isEnd }, index): Op => {
    const { process, steps, answers, outcome } = transaction;
    const value = steps.map(({ f, key, value }, i): Json => {
      if (f !== 'r') return [f, key, value];
      const answer = isEnd && outcome === 'ok' ? (answers[i] ?? null) : null;
      return [f, key, isOfRegisters ? (answer?.[0] ?? null) : answer];
    });
    return { index, time: moment * 1_000_000, process, type: isEnd ? outcome : 'invoke', f: 'txn', value };
  });
}

/** What a step leaves of a list. */
function brought(f: 'append' | 'w', list: readonly number[], values: readonly number[]): readonly number[] {
  return f === 'append' ? [...list, ...values] : values;
}

type Lists = ReadonlyMap<string, readonly number[]>;

/** What the lists are after the transaction, if it saw them so; nothing where its answers are others. */
function after(lists: Lists, { steps, answers, outcome }: Transaction): Lists | undefined {
  const now = new Map(lists);
  for (const [i, { f, key, value }] of steps.entries()) {
    const list = now.get(key) ?? [];
    if (f !== 'r') now.set(key, brought(f, list, [value]));
    else if (outcome === 'ok' && JSON.stringify(answers[i] ?? []) !== JSON.stringify(list)) return undefined;
  }
  return now;
}

/** Which orders of transactions a model takes beside that their answers be right. */
export type Precedes = (earlier: Transaction, later: Transaction) => boolean;

export const inNoOrder: Precedes = () => false;
export const inProcessOrder: Precedes = (earlier, later) =>
  earlier.process === later.process && earlier.begin < later.begin;
export const inRealTime: Precedes = (earlier, later) =>
  inProcessOrder(earlier, later) || (earlier.outcome === 'ok' && earlier.end < later.begin);

/** Whether some serial order of all that was acknowledged, and of any of what nobody knows, gives every answer. */
export function isSerializable(transactions: readonly Transaction[], precedes: Precedes): boolean {
  const possible = transactions.filter(({ outcome }) => outcome !== 'fail');
  const extend = (lists: Lists, left: readonly Transaction[]): boolean =>
    left.every(({ outcome }) => outcome === 'info') ||
    left.some((next) => {
      const rest = left.filter((each) => each !== next);
      if (rest.some((other) => other.outcome === 'ok' && precedes(other, next))) return false;
      const lists2 = after(lists, next);
      return lists2 !== undefined && extend(lists2, rest);
    });
  return extend(new Map(), possible);
}

/** Whether some order of beginnings and commits gives every answer from the lists as they were at the beginning. */
export function isSnapshotIsolated(transactions: readonly Transaction[], precedes: Precedes): boolean {
  const possible = transactions.filter(({ outcome }) => outcome !== 'fail');
  const written = ({ steps }: Transaction) => new Set(steps.filter(({ f }) => f !== 'r').map(({ key }) => key));
  interface Open {
    readonly transaction: Transaction;
    /** What others committed since it began. */
    readonly others: ReadonlySet<string>;
  }
  const extend = (lists: Lists, open: readonly Open[], left: readonly Transaction[]): boolean => {
    if (
      left.every(({ outcome }) => outcome === 'info') &&
      open.every(({ transaction }) => transaction.outcome === 'info')
    )
      return true;
    const begins = left.some((next) => {
      const pending = [...left, ...open.map(({ transaction }) => transaction)];
      if (pending.some((other) => other !== next && other.outcome === 'ok' && precedes(other, next))) return false;
      if (after(lists, next) === undefined) return false;
      return extend(
        lists,
        [...open, { transaction: next, others: new Set() }],
        left.filter((each) => each !== next),
      );
    });
    if (begins) return true;
    return open.some(({ transaction, others }) => {
      const keys = written(transaction);
      if ([...keys].some((key) => others.has(key))) return false;
      const now = new Map(lists);
      for (const { f, key, value } of transaction.steps)
        if (f !== 'r') now.set(key, brought(f, now.get(key) ?? [], [value]));
      const rest = open
        .filter((each) => each.transaction !== transaction)
        .map((each) => ({ ...each, others: new Set([...each.others, ...keys]) }));
      return extend(now, rest, left);
    });
  };
  return extend(new Map(), [], possible);
}

/** What a database of some isolation answers; `serial` takes one transaction after another, the others their steps in turns. */
export type Isolation = 'serial' | 'snapshot' | 'read committed' | 'read uncommitted';

export interface SimulatedShape {
  readonly transactions: number;
  readonly clients: number;
  readonly keys: number;
  /** What its transactions do beside reading; `append` without it. */
  readonly f?: 'append' | 'w';
  /** Each writes only what it has read before. */
  readonly isMini?: boolean;
}

/**
 * Transactions of a database that keeps an isolation level, drawn from a seed. Under a snapshot a commit that would lose an
 * update fails; below it appends take effect at the end of a list, whatever was read of it, and at the lowest at once.
 */
export function simulated(dice: Dice, isolation: Isolation, shape: SimulatedShape): readonly Transaction[] {
  const { f: brings = 'append' } = shape;
  const lists = new Map<string, readonly number[]>();
  const done: Transaction[] = [];
  interface Open {
    readonly process: number;
    readonly begin: number;
    readonly steps: readonly Step[];
    readonly answers: (readonly number[] | null)[];
    readonly snapshot: ReadonlyMap<string, readonly number[]>;
    readonly own: Map<string, readonly number[]>;
  }
  const open = new Map<number, Open>();
  let element = 0;
  let moment = 0;
  let begun = 0;
  const copy = () => new Map([...lists].map(([key, list]) => [key, [...list]]));
  const draw = (below: number) => dice.below(below);
  while (begun < shape.transactions || open.size > 0) {
    const client = draw(shape.clients);
    const mine = open.get(client);
    moment++;
    if (!mine) {
      if (begun >= shape.transactions) continue;
      const steps = Array.from({ length: 1 + draw(3) }, (): Step => {
        const key = `k${draw(shape.keys)}`;
        return draw(2) === 0 ? { f: brings, key, value: ++element } : { f: 'r', key, value: 0 };
      }).flatMap((step): readonly Step[] =>
        shape.isMini && step.f !== 'r' ? [{ f: 'r', key: step.key, value: 0 }, step] : [step],
      );
      const writes = new Set(steps.filter(({ f }) => f !== 'r').map(({ key }) => key));
      const isLocked = [...open.values()].some((other) =>
        other.steps.some(({ f, key }) => f !== 'r' && writes.has(key)),
      );
      // What it appends to is locked to its end, as in any database that is not of snapshots.
      if (isolation.startsWith('read') && isLocked) continue;
      begun++;
      open.set(client, { process: client, begin: moment, steps, answers: [], snapshot: copy(), own: new Map() });
      continue;
    }
    const { steps, answers, snapshot, own } = mine;
    const isSerial = isolation === 'serial';
    const step = steps[answers.length];
    const take = ({ f, key, value }: Step) => {
      if (f !== 'r') {
        own.set(key, brought(f, own.get(key) ?? [], [value]));
        if (isolation === 'read uncommitted') lists.set(key, brought(f, lists.get(key) ?? [], [value]));
        answers.push(null);
      } else {
        const base = (isolation === 'snapshot' ? snapshot : lists).get(key) ?? [];
        const mine = isolation === 'read uncommitted' ? undefined : own.get(key);
        answers.push(mine === undefined ? base : brought(brings, base, mine));
      }
    };
    if (step && !isSerial) {
      take(step);
      continue;
    }
    if (isSerial) for (const each of steps) take(each);
    const isLost =
      isolation === 'snapshot' &&
      [...own.keys()].some((key) => (lists.get(key) ?? []).join() !== (snapshot.get(key) ?? []).join());
    if (!isLost && isolation !== 'read uncommitted')
      for (const [key, values] of own) lists.set(key, brought(brings, lists.get(key) ?? [], values));
    open.delete(client);
    const outcome = isLost ? 'fail' : 'ok';
    done.push({ process: client, begin: mine.begin, end: moment, steps, answers, outcome });
  }
  return done;
}
