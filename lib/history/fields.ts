/**
 * A history read field by field. A judge looks at each of a million ops a dozen times: making an op for every look costs
 * more than the judging, so what reads in bulk reads fields, and makes an op only of what it tells a person.
 */
import { assert, present } from '../base/assert';
import type { Json } from '../base/json';
import { dueTime, type History, type Op, type OpSequence, type OpType, type Process, type Revision } from './op';

/** Law: each field equals that of the op at the place, which the caller knows to be there. */
export interface OpFields {
  readonly length: number;
  indexAt(place: number): number;
  timeAt(place: number): number;
  /** See `dueTime`. */
  dueTimeAt(place: number): number;
  processAt(place: number): Process;
  typeAt(place: number): OpType;
  functionAt(place: number): string;
  valueAt(place: number): Json;
  keyAt(place: number): Json | undefined;
  errorAt(place: number): Json | undefined;
  revisionAt(place: number): Revision | undefined;
}

/** The fields of a history, which may grow. Columns have them; of an array they are those of its ops. */
export function fieldsOf(history: OpSequence): OpFields {
  if (hasFields(history)) return history;
  assert(isArray(history), 'a history is columns or an array');
  return new FieldsOfOps(history);
}

function isArray(history: OpSequence): history is History {
  return Array.isArray(history);
}

export function* placesOf({ length }: { readonly length: number }): Generator<number> {
  for (let place = 0; place < length; place++) yield place;
}

function hasFields(history: OpSequence): history is OpSequence & OpFields {
  return 'typeAt' in history;
}

class FieldsOfOps implements OpFields {
  readonly #ops: History;

  constructor(ops: History) {
    this.#ops = ops;
  }

  get length(): number {
    return this.#ops.length;
  }

  indexAt(place: number): number {
    return this.#opAt(place).index;
  }

  timeAt(place: number): number {
    return this.#opAt(place).time;
  }

  dueTimeAt(place: number): number {
    return dueTime(this.#opAt(place));
  }

  processAt(place: number): Process {
    return this.#opAt(place).process;
  }

  typeAt(place: number): OpType {
    return this.#opAt(place).type;
  }

  functionAt(place: number): string {
    return this.#opAt(place).f;
  }

  valueAt(place: number): Json {
    return this.#opAt(place).value;
  }

  keyAt(place: number): Json | undefined {
    return this.#opAt(place).key;
  }

  errorAt(place: number): Json | undefined {
    return this.#opAt(place).error;
  }

  revisionAt(place: number): Revision | undefined {
    return this.#opAt(place).revision;
  }

  #opAt(place: number): Op {
    return present(this.#ops[place], 'an op');
  }
}
