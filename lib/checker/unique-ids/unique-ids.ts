/** A source of ids: no two answers may be the same. */
import type { Json } from '../../base/json';
import { jsonKey } from '../../base/json-key';
import { compareJson } from '../../base/json-order';
import { counted } from '../../base/words';
import { isClientOp } from '../../history/op';
import type { Checker } from '../core/checker';
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
  title: 'Unique ids',
  summary: 'generate → an id: every id is given once.',
  check(history) {
    let attempted = 0;
    let acknowledged = 0;
    let range: readonly [Json, Json] | undefined;
    const counts = new Map<string | number, { readonly id: Json; count: number }>();
    for (const op of history) {
      if (!isClientOp(op) || op.f !== 'generate') continue;
      if (op.type === 'invoke') attempted++;
      if (op.type !== 'ok') continue;
      acknowledged++;
      range = range ? [least(range[0], op.value), greatest(range[1], op.value)] : [op.value, op.value];
      const key = jsonKey(op.value);
      const seen = counts.get(key);
      if (seen) seen.count++;
      else counts.set(key, { id: op.value, count: 1 });
    }
    const twice = [...counts.values()].filter(({ count }) => count > 1);
    twice.sort((a, b) => b.count - a.count || compareJson(a.id, b.id));
    const duplicated = sample(twice.map(({ id, count }) => ({ id: boundedJson(id), count })));
    const isValid = twice.length === 0;
    const named = namedValues({ shown: duplicated.shown.map(({ id }) => id), total: duplicated.total });
    return {
      valid: isValid,
      sentence: !isValid
        ? `${counted(duplicated.total, 'id')} given more than once: ${named}.`
        : acknowledged === 0
          ? 'No id was given.'
          : `${acknowledged === 1 ? 'The one id' : `All ${acknowledged} ids`} differ.`,
      isNoteworthy: !isValid || acknowledged === 0,
      details: {
        attempted,
        acknowledged,
        duplicated,
        ...(range && { range: [boundedJson(range[0]), boundedJson(range[1])] as const }),
      },
    };
  },
};

function least(a: Json, b: Json): Json {
  return compareJson(a, b) <= 0 ? a : b;
}

function greatest(a: Json, b: Json): Json {
  return compareJson(a, b) >= 0 ? a : b;
}
