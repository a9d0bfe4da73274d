/**
 * A queue that is emptied when everything is over: what was acknowledged on the way in must come out, and nothing may
 * come out that nobody put in. In which order is not asked. What comes out twice is told of, for many queues promise
 * delivery at least once, and is no violation (Jepsen's total-queue). `drain` stands for a dequeue an element, or says
 * `:exhausted` where its dequeues stand in the history themselves. A dequeue that crashed may have taken an element that no
 * client saw, so as many as there are such dequeues may be missing.
 */
import type { Json } from '../../base/json';
import { jsonKey } from '../../base/json-key';
import { compareJson } from '../../base/json-order';
import { counted } from '../../base/words';
import { isClientOp, type Op } from '../../history/op';
import { type Account, count, values } from '../core/account';
import type { Checker } from '../core/checker';
import { type Anomaly, maxAnomalies } from '../core/finding';
import { boundedJson, namedValues, type Sample, sample } from '../core/sample';
import { elementsOf } from '../set/set';

export interface TotalQueueDetails {
  /** Elements count as often as they were put in or came out. */
  readonly attempted: number;
  readonly acknowledged: number;
  /** Came out, and no more often than somebody tried to put them in. */
  readonly delivered: number;
  /** Acknowledged, and did not come out. */
  readonly lost: Sample<Json>;
  /** Dequeues of which it is not known whether they took an element; runs of older versions do not say. */
  readonly crashed?: number;
  /** Came out, and were never enqueued. */
  readonly unexpected: Sample<Json>;
  /** Came out more often than somebody tried to put them in. */
  readonly duplicated: Sample<Json>;
  /** Came out, though nobody knew whether they had gone in. */
  readonly recovered: Sample<Json>;
}

export const totalQueue: Checker<TotalQueueDetails> = {
  functions: ['enqueue', 'dequeue', 'drain'],
  check(history, _context, budget) {
    const places = new Places();
    const attempts = new Bag();
    const enqueues = new Bag();
    const dequeues = new Bag();
    let crashed = 0;
    let isAsked = false;
    for (const op of budget.over(history)) {
      if (!isClientOp(op)) continue;
      places.take(op);
      if (op.f !== 'enqueue') isAsked = true;
      if (op.f === 'enqueue' && op.type === 'invoke') attempts.add(op.value);
      else if (op.f === 'enqueue' && op.type === 'ok') enqueues.add(op.value);
      else if (op.f === 'dequeue' && op.type === 'invoke') crashed++;
      else if (op.f === 'dequeue' && op.type === 'fail') crashed--;
      else if (op.f === 'dequeue' && op.type === 'ok') {
        crashed--;
        dequeues.add(op.value);
      } else if (op.f === 'drain' && op.type === 'ok') for (const element of drainedBy(op)) dequeues.add(element);
      else if (op.f === 'drain' && op.type === 'info') {
        throw new Error(`op ${op.index}: a drain crashed, so nobody knows what it took out`);
      }
    }
    const tried = dequeues.filter((key) => attempts.count(key) > 0);
    const delivered = tried.intersection(attempts);
    const lost = enqueues.minus(dequeues).sample();
    const unexpected = dequeues.filter((key) => attempts.count(key) === 0).sample();
    const duplicated = tried.minus(attempts).sample();
    const isUntested = unexpected.total === 0 && (!isAsked || (enqueues.size === 0 && dequeues.size === 0));
    const isLost = !isUntested && lost.total > crashed;
    const isValid = !isLost && unexpected.total === 0;
    return {
      valid: isUntested ? 'unknown' : isValid,
      ...(isUntested && { isUntested }),
      sentence: isUntested
        ? untestedSentence(isAsked)
        : sentenceOf(enqueues.size, lost, crashed, unexpected, duplicated),
      isNoteworthy: isUntested || !isValid || lost.total > 0 || duplicated.total > 0,
      anomalies: [
        ...(isLost ? lost.shown.flatMap((element) => places.lost(element)) : []),
        ...unexpected.shown.flatMap((element) => places.unexpected(element)),
      ].slice(0, maxAnomalies),
      details: {
        attempted: attempts.size,
        acknowledged: enqueues.size,
        delivered: delivered.size,
        lost,
        crashed,
        unexpected,
        duplicated,
        recovered: delivered.minus(enqueues).sample(),
      },
    };
  },
  account: queueAccount,
};

function queueAccount(details: TotalQueueDetails): Account {
  return {
    facts: [
      count('Tried', details.attempted),
      count('Acknowledged', details.acknowledged),
      count('Came out', details.delivered),
      values('Did not come out', details.lost),
      ...(details.crashed === undefined ? [] : [count('Dequeues of unknown outcome', details.crashed)]),
      values('Never put in', details.unexpected),
      values('Too often', details.duplicated),
      values('Recovered', details.recovered),
    ],
    tables: [],
  };
}

interface Place {
  /** Invocation and completion index. */
  readonly operation: number;
  readonly at: number;
}

/** Which operation put an element in, and which took it out first; the last one that took anything out shows what is missing. */
class Places {
  readonly #open = new Map<number, number>();
  readonly #enqueued = new Map<string | number, Place>();
  readonly #dequeued = new Map<string | number, Place>();
  #lastOut: Place | undefined;

  take(op: Op & { readonly process: number }): void {
    if (op.type === 'invoke') this.#open.set(op.process, op.index);
    if (op.type !== 'ok') return;
    const place = { operation: this.#open.get(op.process) ?? op.index, at: op.index };
    if (op.f === 'enqueue') this.#enqueued.set(jsonKey(op.value), place);
    if (op.f !== 'dequeue' && op.f !== 'drain') return;
    this.#lastOut = place;
    for (const element of op.f === 'drain' ? drainedBy(op) : [op.value]) {
      const key = jsonKey(element);
      if (!this.#dequeued.has(key)) this.#dequeued.set(key, place);
    }
  }

  lost(element: Json): readonly Anomaly[] {
    const enqueued = this.#enqueued.get(jsonKey(element));
    if (!enqueued) return [];
    const shown = this.#lastOut ?? enqueued;
    const operations = [...new Set([shown.operation, enqueued.operation])];
    return [anomalyOf('lost-element', 'Element lost', element, operations, shown.at)];
  }

  unexpected(element: Json): readonly Anomaly[] {
    const place = this.#dequeued.get(jsonKey(element));
    const title = 'Element that was never put in';
    return place ? [anomalyOf('unexpected-element', title, element, [place.operation], place.at)] : [];
  }
}

function anomalyOf(kind: string, title: string, element: Json, operations: readonly number[], at: number): Anomaly {
  return { kind, title, operations, at, evidence: { type: 'elements', elements: { shown: [element], total: 1 } } };
}

/** Elements, each as often as it was added. */
class Bag {
  readonly #values = new Map<string | number, Json>();
  readonly #counts = new Map<string | number, number>();
  size = 0;

  add(value: Json, times = 1): void {
    if (times <= 0) return;
    const key = jsonKey(value);
    this.#values.set(key, value);
    this.#counts.set(key, this.count(key) + times);
    this.size += times;
  }

  count(key: string | number): number {
    return this.#counts.get(key) ?? 0;
  }

  minus(other: Bag): Bag {
    return this.#with((key, count) => count - other.count(key));
  }

  intersection(other: Bag): Bag {
    return this.#with((key, count) => Math.min(count, other.count(key)));
  }

  filter(keeps: (key: string | number) => boolean): Bag {
    return this.#with((key, count) => (keeps(key) ? count : 0));
  }

  sample(): Sample<Json> {
    const distinct = [...this.#values].sort(([, a], [, b]) => compareJson(a, b));
    const repeated = sample(distinct).shown.flatMap(([key, value]) => {
      return sample(Array.from({ length: this.count(key) }, () => boundedJson(value))).shown;
    });
    return { shown: sample(repeated).shown, total: this.size };
  }

  #with(countOf: (key: string | number, count: number) => number): Bag {
    const bag = new Bag();
    for (const [key, value] of this.#values) bag.add(value, countOf(key, this.count(key)));
    return bag;
  }
}

/** What it took out beside the dequeues that the history has. */
function drainedBy(op: Op): readonly Json[] {
  return op.value === ':exhausted' ? [] : elementsOf(op);
}

function untestedSentence(isAsked: boolean): string {
  const why = isAsked ? 'No enqueue was acknowledged and nothing came out' : 'Nothing was ever asked to come out';
  return `${why}, so there is nothing to judge.`;
}

/** `, of which 2 dequeues of unknown outcome may have taken one each` */
function takenBy(crashed: number): string {
  if (crashed === 0) return '';
  return `, of which ${counted(crashed, 'dequeue')} of unknown outcome may have taken one${crashed === 1 ? '' : ' each'}`;
}

function sentenceOf(
  acknowledged: number,
  lost: Sample<Json>,
  crashed: number,
  unexpected: Sample<Json>,
  duplicated: Sample<Json>,
): string {
  const part = ({ total }: Sample<Json>, words: string) => `${counted(total, 'element')} ${words}`;
  const found = [
    ...(lost.total > 0 ? [`${part(lost, 'went in and never came out')}: ${namedValues(lost)}${takenBy(crashed)}`] : []),
    ...(unexpected.total > 0 ? [`${part(unexpected, 'came out and never went in')}: ${namedValues(unexpected)}`] : []),
    ...(duplicated.total > 0 ? [`${part(duplicated, 'came out once too often')}: ${namedValues(duplicated)}`] : []),
  ];
  if (found.length > 0) return `${found.join('; ')}.`;
  if (acknowledged === 0) return 'No enqueue was acknowledged, so nothing can be lost.';
  return `${acknowledged === 1 ? 'The one acknowledged element' : `All ${acknowledged} acknowledged elements`} came out.`;
}
