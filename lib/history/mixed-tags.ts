/**
 * Tags that Clew does not know make values of their own, so `#ordered/map {:a 1}` is not `{:a 1}`. A program that writes the
 * one and reads the other may mean the same by both; that is for a person to say.
 */
import { formatJson } from '../base/edn';
import { tagOf } from '../base/edn-form';
import { isJsonArray, isJsonEqual, type Json } from '../base/json';
import { jsonKey } from '../base/json-key';
import { clipped } from '../base/words';
import type { History, Op } from './op';

/** Different values that are remembered; a history of more is not looked at any further. */
const maxValues = 200_000;

interface TagProblem {
  readonly index: number;
  readonly message: string;
}

/** The first value of a client that differs from an earlier one by nothing but a tag. */
export function mixedTags(history: History): TagProblem | undefined {
  if (!history.some(({ process, value }) => process !== 'nemesis' && hasTag(value))) return undefined;
  const seen = new TaggedValues(Number.POSITIVE_INFINITY);
  for (const op of history) {
    const problem = seen.take(op);
    if (problem) return problem;
  }
  return undefined;
}

/** The same op by op, as a history is read. */
export class TaggedValues {
  readonly #known = new Map<string | number, Json>();
  readonly #most: number;

  constructor(most = maxValues) {
    this.#most = most;
  }

  take({ index, process, value }: Op): TagProblem | undefined {
    if (process === 'nemesis') return undefined;
    const name = jsonKey(untagged(value));
    const other = this.#known.get(name);
    if (other === undefined) {
      if (this.#known.size < this.#most) this.#known.set(name, value);
      return undefined;
    }
    if (other === value || isJsonEqual(other, value)) return undefined;
    const [here, before] = [value, other].map((each) => clipped(formatJson(each)));
    const message = `the value ${here} differs from ${before}, further above, by a tag alone; write equal values alike`;
    return { index, message };
  }
}

function hasTag(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isJsonArray(value)) return value.some(hasTag);
  return tagOf(value) !== undefined || Object.values(value).some(hasTag);
}

function untagged(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isJsonArray(value)) return value.map(untagged);
  const inner = tagOf(value);
  if (inner) return untagged(inner.value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untagged(item)]));
}
