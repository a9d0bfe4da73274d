/**
 * Whether a queue is first in, first out: linearizable, by conditions in place of a search, in time linear in the history. Every
 * element goes in once, so that is the case exactly where no dequeue gives what was never put in, none gives it twice, and no two
 * elements change places (Henzinger, Sezgin and Vafeiadis, "Aspect-oriented linearizability proofs", 2013; Emmi and Enea,
 * "Sound, complete, and tractable linearizability monitoring for concurrent collections", 2018):
 *
 *     enqueue 1 ├──┤    enqueue 2 ├──┤     dequeue → 2 ├──┤    dequeue → 1 ├──┤
 *
 * An enqueue of which nobody knows happened if its element came out. A dequeue of which nobody knows may have taken what no
 * client has seen, one element each: an element that was overtaken for good is excused by one that began before whoever
 * overtook it had its answer, and by sorting both it is known whether there are enough (Hall's condition on intervals).
 *
 * A dequeue that found the queue empty has failed, and says nothing here. Drains come last, when all else is done: one of
 * them takes all that is left, in its order.
 */
import { formatJson } from '../../base/edn';
import { isJsonArray, type Json } from '../../base/json';
import { jsonKey } from '../../base/json-key';
import { clipped, counted } from '../../base/words';
import { isClientOp, type Op, type OpSequence, opAt } from '../../history/op';
import { pairCompletions } from '../../history/operations';
import { type Account, count, tableOfAny } from '../core/account';
import type { Budget } from '../core/budget';
import type { Checker } from '../core/checker';
import { type Anomaly, maxAnomalies } from '../core/finding';
import { type Sample, sample } from '../core/sample';

type Kind = 'out-of-order' | 'overtaken' | 'never-put-in' | 'taken-twice' | 'left-behind';

const titles: Readonly<Record<Kind, string>> = {
  'out-of-order': 'Out of order',
  overtaken: 'Overtaken by a later element',
  'never-put-in': 'Taken, and never put in',
  'taken-twice': 'Taken twice',
  'left-behind': 'Left behind by a drain',
};

interface Wrong {
  readonly kind: Kind;
  /** Invocations; the first is the one that cannot be. */
  readonly operations: readonly number[];
  readonly at: number;
  /** A clause. */
  readonly reason: string;
}

export interface QueueOrderDetails {
  readonly enqueued: number;
  readonly dequeued: number;
  /** Dequeues of which nobody knows. */
  readonly unknown: number;
  readonly wrong: Sample<Wrong>;
}

export const queueOrder: Checker<QueueOrderDetails> = {
  functions: ['enqueue', 'dequeue', 'drain'],
  check(history, _context, budget) {
    const elements = new Elements(history, budget);
    const wrong = [...elements.wrong, ...elements.misplaced(budget), ...elements.overtaken()];
    const { enqueued, dequeued, unknown } = elements;
    const [first] = wrong;
    const isUntested = dequeued === 0 && first === undefined;
    return {
      valid: isUntested ? 'unknown' : wrong.length === 0,
      ...(isUntested && { isUntested }),
      sentence: first
        ? `${titles[first.kind]}: ${first.reason}.${wrong.length > 1 ? ` ${wrong.length - 1} more.` : ''}`
        : isUntested
          ? 'Nobody took anything from the queue, so there is nothing to judge.'
          : `${counted(dequeued, 'element')} came out in an order in which they could go in.`,
      isNoteworthy: isUntested || wrong.length > 0,
      anomalies: wrong.slice(0, maxAnomalies).map(anomalyOf),
      details: { enqueued, dequeued, unknown, wrong: sample(wrong) },
    };
  },
  relocated: (details, place) => ({
    ...details,
    wrong: {
      ...details.wrong,
      shown: details.wrong.shown.map((each) => ({
        ...each,
        operations: each.operations.map(place),
        at: place(each.at),
      })),
    },
  }),
  account: ({ enqueued, dequeued, unknown, wrong }): Account => ({
    facts: [
      count('Put in', enqueued),
      count('Taken', dequeued),
      count('Dequeues of which nobody knows', unknown),
      count('Wrong', wrong.total),
    ],
    tables: tableOfAny(
      'What cannot be',
      ['what', 'why'],
      wrong.shown.map(({ kind, reason, operations: [operation = 0] }) => [titles[kind], { text: reason, operation }]),
      wrong,
    ),
  }),
};

function anomalyOf({ kind, operations, at, reason }: Wrong): Anomaly {
  const [violating = 0, other = violating] = operations;
  return {
    kind,
    title: titles[kind],
    operations,
    at,
    evidence: { type: 'cycle', edges: [{ from: violating, to: other, kind, reason }] },
  };
}

const never = Number.POSITIVE_INFINITY;
const none = -1;

/** History indexes, and an element that was in before it for certain. */
interface Drain {
  readonly index: number;
  readonly until: number;
  readonly isEmpty: boolean;
  readonly certain: Json | undefined;
}

/** When an element went in and came out: history indexes of the invocations and completions. */
class Elements {
  readonly wrong: Wrong[] = [];
  readonly #values: Json[] = [];
  readonly #byValue = new Map<string | number, number>();
  readonly #putFrom: number[] = [];
  readonly #putUntil: number[] = [];
  readonly #takenFrom: number[] = [];
  readonly #takenUntil: number[] = [];
  /** By element who took it. */
  readonly #taker: number[] = [];
  /** When each dequeue of which nobody knows began. */
  readonly #unknownFrom: number[] = [];
  /** By history index the element that was put in there, or whose enqueue is done there. */
  readonly #putAt: Int32Array;
  enqueued = 0;
  dequeued = 0;
  /** In the order of their invocations. */
  readonly #drains: Drain[] = [];
  /** When the first of what they took was in. */
  #firstDrained = never;

  /** @throws an Error that names the op, where an element goes in twice, or a drain is not among the last operations */
  constructor(history: OpSequence, budget: Budget) {
    const completions = pairCompletions(history);
    this.#putAt = new Int32Array(history.length).fill(none);
    for (const place of budget.places(completions)) {
      const op = opAt(history, place);
      if (op?.f !== 'enqueue' || op.type !== 'invoke' || !isClientOp(op)) continue;
      const completion = opAt(history, completions[place] as number);
      if (completion?.type !== 'fail') this.#put(op, completion);
    }
    for (const place of budget.places(completions)) {
      const op = opAt(history, place);
      if (op === undefined || !isClientOp(op)) continue;
      const [drain] = this.#drains;
      if (op.f !== 'drain' && op.type !== 'info' && drain !== undefined) throw lateOp(op, drain);
      if (op.type !== 'invoke' || op.f === 'enqueue') continue;
      const completion = opAt(history, completions[place] as number);
      if (completion?.type === 'fail') continue;
      if (op.f === 'dequeue') this.#dequeue(op, completion);
      else this.#takeAll(op, completion);
    }
    this.#compareDrains();
  }

  get unknown(): number {
    return this.#unknownFrom.length;
  }

  #put(invocation: Op, completion: Op | undefined): void {
    const name = jsonKey(invocation.value);
    const known = this.#byValue.get(name);
    if (known !== undefined)
      throw new Error(
        `op ${invocation.index}: it puts ${shown(invocation.value)} in, and so does op ${this.#putFrom[known]}; which of them came out could not be told`,
      );
    const element = this.#values.length;
    this.#byValue.set(name, element);
    this.#values.push(invocation.value);
    this.#putFrom.push(invocation.index);
    this.#putUntil.push(completion?.type === 'ok' ? completion.index : never);
    this.#takenFrom.push(never);
    this.#takenUntil.push(never);
    this.#taker.push(none);
    this.#putAt[invocation.index] = element;
    if (completion?.type !== 'ok') return;
    this.#putAt[completion.index] = element;
    this.enqueued++;
  }

  #dequeue(invocation: Op, completion: Op | undefined): void {
    if (completion?.type !== 'ok') {
      this.#unknownFrom.push(invocation.index);
      return;
    }
    if (completion.value === null)
      throw new Error(
        `op ${completion.index}: it took an element and does not say which; the model fifo-queue judges that`,
      );
    this.#take(completion.value, invocation.index, completion.index, completion.index, invocation.index);
  }

  #take(value: Json, taker: number, at: number, until: number, from: number): void {
    this.dequeued++;
    const element = this.#byValue.get(jsonKey(value));
    const note = (kind: Kind, operations: readonly number[], reason: string) =>
      this.wrong.push({ kind, operations, at, reason });
    if (element === undefined) {
      note('never-put-in', [taker], `op ${taker} took ${shown(value)}, which nobody put in`);
    } else if ((this.#putFrom[element] as number) > at) {
      const put = this.#putFrom[element] as number;
      note('never-put-in', [taker, put], `op ${taker} took ${shown(value)} before op ${put} began to put it in`);
    } else if (this.#taker[element] !== none) {
      const other = this.#taker[element] as number;
      note('taken-twice', [taker, other], `op ${taker} took ${shown(value)}, and so did op ${other}`);
    } else {
      this.#taker[element] = taker;
      this.#takenFrom[element] = from;
      this.#takenUntil[element] = until;
    }
  }

  /** Nothing else goes on, so its elements come out as if one after another, all between its two ends. */
  #takeAll(invocation: Op, completion: Op | undefined): void {
    if (completion?.type !== 'ok' || completion.value === null || !isJsonArray(completion.value))
      throw new Error(`op ${invocation.index}: nobody knows what this drain took; the model fifo-queue judges that`);
    const { value: values } = completion;
    const step = (completion.index - invocation.index) / (values.length + 1);
    for (const [i, value] of values.entries()) {
      const moment = invocation.index + (i + 1) * step;
      this.#take(value, invocation.index, completion.index, moment, moment);
    }
    const inFrom = (value: Json) => this.#putUntil[this.#byValue.get(jsonKey(value)) ?? none] ?? never;
    const certain = values.find((value) => inFrom(value) !== never);
    for (const value of values) this.#firstDrained = Math.min(this.#firstDrained, inFrom(value));
    this.#drains.push({ index: invocation.index, until: completion.index, isEmpty: values.length === 0, certain });
  }

  /** What was in for certain comes out of the first of them. */
  #compareDrains(): void {
    const withCertain = this.#drains.filter(({ certain }) => certain !== undefined);
    const [one, other] = withCertain;
    const earlier = other ?? this.#drains.find(({ until }) => one !== undefined && until < one.index);
    if (one !== undefined && earlier !== undefined) {
      this.wrong.push({
        kind: 'left-behind',
        operations: [one.index, earlier.index],
        at: Math.max(one.until, earlier.until),
        reason: `op ${one.index} took ${shown(one.certain ?? null)}, which was in before op ${earlier.index}, a drain as well, ${other ? `took ${shown(other.certain ?? null)}, which was in, too` : 'left nothing'}`,
      });
    } else if (this.#drains.filter(({ isEmpty }) => !isEmpty).length > 1)
      throw new Error(`op ${this.#drains[0]?.index}: several drains took elements; the model fifo-queue judges that`);
  }

  /** Elements of which the first went in before the second, and came out after it. */
  misplaced(budget: Budget): readonly Wrong[] {
    const wrong: Wrong[] = [];
    /** Of those that are in for certain, the one that begins to come out last, as far as it comes out. */
    let latest = none;
    for (const index of budget.places(this.#putAt)) {
      const element = this.#putAt[index] as number;
      if (element === none) continue;
      if (this.#putUntil[element] === index) {
        const isLater = latest === none || (this.#takenFrom[element] as number) > (this.#takenFrom[latest] as number);
        if (this.#taker[element] !== none && isLater) latest = element;
        continue;
      }
      if (latest === none || (this.#takenUntil[element] as number) >= (this.#takenFrom[latest] as number)) continue;
      wrong.push(this.#misplacedPair(latest, element));
    }
    return wrong;
  }

  #misplacedPair(first: number, second: number): Wrong {
    const [one, other] = [first, second].map((each) => shown(this.#values[each] ?? null));
    const takers = [first, second].map((each) => this.#taker[each] as number);
    const puts = [first, second].map((each) => this.#putFrom[each] as number);
    return {
      kind: 'out-of-order',
      operations: [...new Set([...takers, ...puts])],
      at: Math.ceil(this.#takenUntil[first] as number),
      reason: `op ${puts[0]} had put ${one} in when op ${puts[1]} began to put ${other} in, and op ${takers[1]} had taken ${other} when op ${takers[0]} began to take ${one}`,
    };
  }

  /** Elements that never came out though a later one did, or a drain took all, and that no dequeue can have taken unseen. */
  overtaken(): readonly Wrong[] {
    const overtaken = this.#everOvertaken().sort((a, b) => a.deadline - b.deadline);
    const takers = this.#unknownFrom;
    const wrong: Wrong[] = [];
    let used = 0;
    // Both are in order, so the dequeue that began first is the best excuse for who was overtaken first.
    for (const each of overtaken) {
      // Who took it unseen did so before the drains, and so before what these took that had gone in earlier.
      const isBehind = (this.#putFrom[each.element] as number) > this.#firstDrained;
      if (!isBehind && used < takers.length && (takers[used] as number) < each.deadline) used++;
      else wrong.push(this.#toldOvertaken(each.element, each.by, each.deadline));
    }
    return wrong;
  }

  /** With the moment by which it had to be out, and who came out then; `none` is a drain. */
  #everOvertaken(): { readonly element: number; readonly deadline: number; readonly by: number }[] {
    const overtaken: { readonly element: number; readonly deadline: number; readonly by: number }[] = [];
    let earliest = none;
    const [drain] = this.#drains;
    for (let index = this.#putAt.length - 1; index >= 0; index--) {
      const element = this.#putAt[index] as number;
      if (element === none) continue;
      if (this.#putUntil[element] !== index) {
        if (this.#taker[element] === none) continue;
        if (earliest === none || (this.#takenUntil[element] as number) < (this.#takenUntil[earliest] as number))
          earliest = element;
        continue;
      }
      if (this.#taker[element] !== none) continue;
      const deadline = earliest === none ? never : (this.#takenUntil[earliest] as number);
      if (earliest !== none) overtaken.push({ element, deadline, by: earliest });
      else if (drain !== undefined) overtaken.push({ element, deadline: drain.until, by: none });
    }
    return overtaken;
  }

  #toldOvertaken(element: number, by: number, deadline: number): Wrong {
    const put = this.#putFrom[element] as number;
    const value = shown(this.#values[element] ?? null);
    const excuse = this.#unknownFrom.length === 0 ? '' : ', and no dequeue is left that could have taken it unseen';
    if (by === none) {
      const drain = this.#drains[0]?.index ?? put;
      return {
        kind: 'left-behind',
        operations: [drain, put],
        at: deadline,
        reason: `op ${put} had put ${value} in, and the drains, op ${drain} the first of them, left nothing and did not give it${excuse}`,
      };
    }
    const [taker, later] = [this.#taker[by] as number, this.#putFrom[by] as number];
    return {
      kind: 'overtaken',
      operations: [taker, put, later],
      at: Math.ceil(deadline),
      reason: `op ${put} had put ${value} in when op ${later} began to put ${shown(this.#values[by] ?? null)} in, which op ${taker} took, and ${value} never came out${excuse}`,
    };
  }
}

function lateOp(op: Op, drain: Drain): Error {
  return new Error(
    `op ${op.index}: it goes on while op ${drain.index} drains the queue or after it; the model fifo-queue judges that`,
  );
}

function shown(value: Json): string {
  return clipped(formatJson(value));
}
