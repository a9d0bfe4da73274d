/** A source of ids: no two answers may be the same. */

import { formatJson } from '../../base/edn';
import type { Json } from '../../base/json';
import { jsonKey } from '../../base/json-key';
import { compareJson } from '../../base/json-order';
import { counted } from '../../base/words';
import { isClientOp, type Op } from '../../history/op';
import { type Account, count, tableOfAny } from '../core/account';
import type { Checker } from '../core/checker';
import { type Anomaly, maxAnomalies } from '../core/finding';
import { boundedJson, namedValues, type Sample, sample } from '../core/sample';

export interface UniqueIdsDetails {
  readonly attempted: number;
  readonly acknowledged: number;
  /** Ids that were given more than once, most often first. */
  readonly duplicated: Sample<{ readonly id: Json; readonly count: number }>;
  /** Least and greatest. */
  readonly range?: readonly [Json, Json];
}

export const uniqueIds: Checker<UniqueIdsDetails> = {
  functions: ['generate'],
  check(history, _context, budget) {
    let attempted = 0;
    let acknowledged = 0;
    let range: readonly [Json, Json] | undefined;
    const counts = new Map<string | number, Given>();
    /** Of the operation that each process has open. */
    const invoked = new Map<number, number>();
    for (const op of budget.over(history)) {
      if (!isClientOp(op) || op.f !== 'generate') continue;
      if (op.type === 'invoke') {
        attempted++;
        invoked.set(op.process, op.index);
      }
      if (op.type !== 'ok') continue;
      acknowledged++;
      range = range ? [least(range[0], op.value), greatest(range[1], op.value)] : [op.value, op.value];
      const key = jsonKey(op.value);
      const operation = invoked.get(op.process) ?? op.index;
      const seen = counts.get(key);
      if (!seen) counts.set(key, { id: op.value, count: 1, first: operation });
      else {
        seen.count++;
        seen.again ??= { operation, completion: op };
      }
    }
    const twice = [...counts.values()].filter(({ count }) => count > 1);
    twice.sort((a, b) => b.count - a.count || compareJson(a.id, b.id));
    const duplicated = sample(twice.map(({ id, count }) => ({ id: boundedJson(id), count })));
    const isValid = twice.length === 0;
    const named = namedValues({ shown: duplicated.shown.map(({ id }) => id), total: duplicated.total });
    const isUntested = acknowledged === 0;
    return {
      valid: isUntested ? 'unknown' : isValid,
      ...(isUntested && { isUntested }),
      sentence: !isValid
        ? `${counted(duplicated.total, 'id')} given more than once: ${named}.`
        : isUntested
          ? 'No id was given, so there is nothing to judge.'
          : `${acknowledged === 1 ? 'The one id' : `All ${acknowledged} ids`} differ.`,
      isNoteworthy: !isValid || isUntested,
      anomalies: twice.slice(0, maxAnomalies).flatMap(anomaliesOf),
      details: {
        attempted,
        acknowledged,
        duplicated,
        ...(range && { range: [boundedJson(range[0]), boundedJson(range[1])] as const }),
      },
    };
  },
  account: idsAccount,
};

interface Given {
  readonly id: Json;
  count: number;
  /** Invocation index of the operation that got it first. */
  readonly first: number;
  /** And who got it next. */
  again?: { readonly operation: number; readonly completion: Op };
}

function anomaliesOf({ id, count: times, first, again }: Given): readonly Anomaly[] {
  if (!again) return [];
  return [
    {
      kind: 'duplicate-id',
      title: 'Id given twice',
      operations: [again.operation, first],
      at: again.completion.index,
      evidence: { type: 'elements', elements: { shown: [boundedJson(id)], total: times } },
    },
  ];
}

function idsAccount({ attempted, acknowledged, duplicated, range }: UniqueIdsDetails): Account {
  const rows = duplicated.shown.map(({ id, count: times }) => [formatJson(id), String(times)]);
  return {
    facts: [
      count('Asked for', attempted),
      count('Given', acknowledged),
      ...(range ? [{ name: 'Range', value: `${formatJson(range[0])} to ${formatJson(range[1])}` }] : []),
    ],
    tables: tableOfAny('Given more than once', ['id', 'times'], rows, duplicated),
  };
}

function least(a: Json, b: Json): Json {
  return compareJson(a, b) <= 0 ? a : b;
}

function greatest(a: Json, b: Json): Json {
  return compareJson(a, b) >= 0 ? a : b;
}
