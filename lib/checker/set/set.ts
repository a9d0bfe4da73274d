/**
 * A set to which elements are added, and which is read when everything is over: what was acknowledged must be in the
 * last read, and every element in it must have been added. When an element vanished it cannot say; `set-full` can.
 */
import { formatJson } from '../../base/edn';
import { itemsOf } from '../../base/edn-form';
import type { Json } from '../../base/json';
import { jsonKey } from '../../base/json-key';
import { compareJson } from '../../base/json-order';
import { counted } from '../../base/words';
import { isClientOp, type Op } from '../../history/op';
import { type Account, count, values } from '../core/account';
import type { Checker } from '../core/checker';
import { type Anomaly, maxAnomalies } from '../core/finding';
import { boundedJson, namedValues, type Sample, sample } from '../core/sample';

export interface SetDetails {
  /** Distinct elements. */
  readonly attempted: number;
  readonly acknowledged: number;
  /** Elements of the last read that somebody tried to add. */
  readonly present: number;
  /** Acknowledged, and not in the last read. */
  readonly lost: Sample<Json>;
  /** In the last read, and never tried. */
  readonly unexpected: Sample<Json>;
  /** In the last read though nobody knew whether the add had happened. */
  readonly recovered: Sample<Json>;
}

export const setFunctions = ['add', 'read'];

type Elements = ReadonlyMap<string | number, Json>;

export const set: Checker<SetDetails> = {
  functions: setFunctions,
  check(history, _context, budget) {
    const attempts = new Map<string | number, Json>();
    /** The index of the invocation that added an element, and of the one that each process has open. */
    const added = new Map<string | number, number>();
    const invoked = new Map<number, number>();
    const acknowledged = new Map<string | number, Json>();
    let lastRead: Op | undefined;
    let readBegan = 0;
    for (const op of budget.over(history)) {
      if (!isClientOp(op)) continue;
      if (op.type === 'invoke') invoked.set(op.process, op.index);
      if (op.f === 'add' && op.type === 'invoke') {
        const key = jsonKey(op.value);
        attempts.set(key, op.value);
        if (!added.has(key)) added.set(key, op.index);
      } else if (op.f === 'add' && op.type === 'ok') acknowledged.set(jsonKey(op.value), op.value);
      else if (op.f === 'read' && op.type === 'ok') {
        lastRead = op;
        readBegan = invoked.get(op.process) ?? op.index;
      }
    }
    const finalRead = lastRead?.value === null ? undefined : lastRead;
    const isRead = finalRead !== undefined;
    const read: Elements = new Map(finalRead ? elementsOf(finalRead).map((value) => [jsonKey(value), value]) : []);
    const lost = without(isRead ? acknowledged : new Map(), read);
    const unexpected = without(read, attempts);
    const present = [...read.keys()].filter((key) => attempts.has(key));
    const recovered = without(new Map(present.map((key) => [key, read.get(key) as Json])), acknowledged);
    const isValid = lost.total === 0 && unexpected.total === 0;
    // A read of nothing, where nothing was acknowledged, is right whatever the set is.
    const isUntested = !isRead || (acknowledged.size === 0 && read.size === 0);
    return {
      valid: isUntested ? 'unknown' : isValid,
      ...(isUntested && { isUntested }),
      sentence: isRead ? sentenceOf(acknowledged.size, lost, unexpected) : 'The set was never read.',
      isNoteworthy: isUntested || !isValid,
      anomalies: finalRead
        ? [
            ...lost.shown.map((element) => {
              const add = added.get(jsonKey(element));
              return lostElement(element, [readBegan, ...(add === undefined ? [] : [add])], finalRead.index);
            }),
            ...(unexpected.total > 0 ? [unexpectedElements(unexpected, readBegan, finalRead.index)] : []),
          ].slice(0, maxAnomalies)
        : [],
      details: {
        attempted: attempts.size,
        acknowledged: acknowledged.size,
        present: present.length,
        lost,
        unexpected,
        recovered,
      },
    };
  },
  account: setAccount,
};

/** @param operations the read that lacks it first, then the add */
export function lostElement(element: Json, operations: readonly number[], at: number): Anomaly {
  const elements = { shown: [element], total: 1 };
  return { kind: 'lost-element', title: 'Element lost', operations, at, evidence: { type: 'elements', elements } };
}

function unexpectedElements(elements: Sample<Json>, read: number, at: number): Anomaly {
  const evidence = { type: 'elements', elements } as const;
  return { kind: 'unexpected-element', title: 'Element that was never added', operations: [read], at, evidence };
}

function setAccount(details: SetDetails): Account {
  return {
    facts: [
      count('Tried', details.attempted),
      count('Acknowledged', details.acknowledged),
      count('Added and in the last read', details.present),
      values('Lost', details.lost),
      values('Never added', details.unexpected),
      values('Recovered', details.recovered),
    ],
    tables: [],
  };
}

/** What a read of a collection returned. @throws for a read that is none */
export function elementsOf(op: Op): readonly Json[] {
  const elements = itemsOf(op.value);
  if (elements) return elements;
  throw new Error(`op ${op.index}: ${op.f} must give a list of elements, not ${formatJson(boundedJson(op.value))}`);
}

/** Sorted, so that equal findings are equal texts. */
export function sortedSample(elements: Iterable<Json>): Sample<Json> {
  const { shown, total } = sample([...elements].sort(compareJson));
  return { shown: shown.map(boundedJson), total };
}

function without(elements: Elements, others: Elements): Sample<Json> {
  return sortedSample([...elements].flatMap(([key, value]) => (others.has(key) ? [] : [value])));
}

function sentenceOf(acknowledged: number, lost: Sample<Json>, unexpected: Sample<Json>): string {
  const faults = [
    ...(lost.total > 0 ? [`${counted(lost.total, 'acknowledged element')} lost: ${namedValues(lost)}`] : []),
    ...(unexpected.total > 0
      ? [`${counted(unexpected.total, 'element')} never added: ${namedValues(unexpected)}`]
      : []),
  ];
  if (faults.length > 0) return `${faults.join('; ')}.`;
  if (acknowledged === 0) return 'No add was acknowledged, so none can be lost.';
  return `The last read has ${acknowledged === 1 ? 'the one acknowledged element' : `all ${acknowledged} acknowledged elements`}.`;
}
