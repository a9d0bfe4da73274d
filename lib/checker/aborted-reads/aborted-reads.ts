/**
 * Reads of registers that returned what no write can have left there: a value that only writes wrote which certainly
 * failed (the anomaly G1a of Adya, "Weak Consistency", 1999), or that was first written after the read had returned.
 * Linearizability is violated by such a read too, but says neither where the value came from nor names more than the
 * first.
 *
 *     0  write 3   ├────┤ fail
 *     1  read           ├────┤ 3      ← aborted: no other operation wrote 3
 *     2  write 3                ├──┤  ← and this one began too late
 */
import { formatJson } from '../../base/edn';
import { isJsonArray, type Json } from '../../base/json';
import { jsonKey } from '../../base/json-key';
import { counted } from '../../base/words';
import type { Operation } from '../../history/operations';
import { outcomeOf, pairOperations } from '../../history/operations';
import { count, table } from '../core/account';
import type { Checker } from '../core/checker';
import { type Anomaly, maxAnomalies } from '../core/finding';
import { boundedJson, namedValues, type Sample, sample } from '../core/sample';

export interface AbortedReadsDetails {
  /** Reads that returned a value. */
  readonly reads: number;
  readonly aborted: Sample<ImpossibleRead>;
  readonly early: Sample<ImpossibleRead>;
}

interface ImpossibleRead {
  readonly value: Json;
  /** Invocation indexes, and the index of the read's completion. */
  readonly read: number;
  readonly write: number;
  readonly at: number;
}

export const abortedReads: Checker<AbortedReadsDetails> = {
  tellsKeysApart: true,
  check(history, { model }, budget) {
    const operations = pairOperations(history);
    const writes = writesByValue(budget.over(operations));
    const aborted: ImpossibleRead[] = [];
    const early: ImpossibleRead[] = [];
    let reads = 0;
    for (const { invocation, completion } of budget.over(operations)) {
      if (invocation.f !== 'read' || completion?.type !== 'ok' || completion.value === null) continue;
      reads++;
      const { value } = completion;
      // Without a model the value may have been there from the beginning.
      if (model === undefined || jsonKey(value) === jsonKey(model.initial)) continue;
      const sources = writes.get(placeOf(invocation.key, value)) ?? [];
      const before = sources.filter((source) => source.invocation.index < completion.index);
      if (before.some((source) => outcomeOf(source) !== 'fail')) continue;
      const source = before[0] ?? sources[0];
      // A value that no operation wrote is the model's to judge.
      if (source === undefined) continue;
      const found = { value, read: invocation.index, write: source.invocation.index, at: completion.index };
      (before.length > 0 ? aborted : early).push(found);
    }
    const details = { reads, aborted: bounded(aborted), early: bounded(early) };
    const isValid = aborted.length + early.length === 0;
    const isUntested = model !== undefined && reads === 0;
    return {
      valid: model === undefined || isUntested ? 'unknown' : isValid,
      ...(isUntested && { isUntested }),
      sentence:
        model === undefined ? 'Without a model it is not known which value was there first.' : sentenceOf(details),
      isNoteworthy: model === undefined || isUntested || !isValid,
      anomalies: [...aborted.map(anomalyOf('aborted-read')), ...early.map(anomalyOf('read-before-write'))].slice(
        0,
        maxAnomalies,
      ),
      details,
    };
  },
  account: ({ reads, aborted, early }) => ({
    facts: [count('Reads', reads), count('Of failed writes', aborted.total), count('Before the write', early.total)],
    tables: [
      ...rowsOf('Reads of values that only failed writes wrote', aborted),
      ...rowsOf('Reads of values that were written later', early),
    ],
  }),
};

const titles = { 'aborted-read': 'Aborted read', 'read-before-write': 'Read before its write' } as const;

function anomalyOf(kind: keyof typeof titles): (read: ImpossibleRead) => Anomaly {
  return ({ value, read, write, at }) => {
    const elements = { shown: [boundedJson(value)], total: 1 };
    return { kind, title: titles[kind], operations: [read, write], at, evidence: { type: 'elements', elements } };
  };
}

/** By key and value, in the order of their invocations. */
function writesByValue(operations: Iterable<Operation>): ReadonlyMap<string, readonly Operation[]> {
  const writes = new Map<string, Operation[]>();
  for (const operation of operations) {
    const { f, key, value } = operation.invocation;
    if (f !== 'write' && f !== 'cas') continue;
    const written = f === 'cas' && value !== null && isJsonArray(value) ? (value[1] ?? null) : value;
    const place = placeOf(key, written);
    const known = writes.get(place);
    if (known === undefined) writes.set(place, [operation]);
    else known.push(operation);
  }
  return writes;
}

function placeOf(key: Json | undefined, value: Json): string {
  return JSON.stringify([key === undefined ? null : [jsonKey(key)], jsonKey(value)]);
}

function bounded(reads: readonly ImpossibleRead[]): Sample<ImpossibleRead> {
  return sample(reads.map((read) => ({ ...read, value: boundedJson(read.value) })));
}

function rowsOf(title: string, reads: Sample<ImpossibleRead>) {
  const rows = reads.shown.map(({ value, read, write }) => [
    formatJson(value),
    { text: `read, op ${read}`, operation: read },
    { text: `write, op ${write}`, operation: write },
  ]);
  return rows.length === 0 ? [] : [table(title, ['value', 'read', 'written'], rows, reads)];
}

function sentenceOf({ reads, aborted, early }: AbortedReadsDetails): string {
  const parts = [
    ...(aborted.total > 0
      ? [`${counted(aborted.total, 'read')} returned what only a failed write wrote: ${named(aborted)}`]
      : []),
    ...(early.total > 0 ? [`${counted(early.total, 'read')} returned what was written later: ${named(early)}`] : []),
  ];
  if (parts.length > 0) return `${parts.join('; ')}.`;
  return reads === 0
    ? 'No read returned a value, so there is nothing to judge.'
    : `No value of ${counted(reads, 'read')} came from a failed write.`;
}

function named({ shown, total }: Sample<ImpossibleRead>): string {
  return namedValues({ shown: shown.map(({ value }) => value), total });
}
