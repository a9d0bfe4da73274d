/**
 * Ops on their way to the live check. A run may make a hundred thousand of them a second, on the thread that drives the
 * test: copied one object each they would cost it a tenth of its time, as columns a hundredth.
 */
import { present } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import type { Op, OpType } from '@/lib/history/op';

/** A piece of a history. Only what can matter to a checker is sent: no errors, nodes and revisions. */
export interface PackedOps {
  /** `width` numbers an op: index, time, process, type. */
  readonly numbers: Float64Array;
  readonly functions: readonly string[];
  readonly values: readonly Json[];
}

const width = 4;
const types = ['invoke', 'ok', 'fail', 'info'] as const satisfies readonly OpType[];
const codeOf: Readonly<Record<OpType, number>> = { invoke: 0, ok: 1, fail: 2, info: 3 };

/** Processes are whole numbers from 0 up. */
const nemesisProcess = -1;

export class OpPacker {
  #numbers: number[] = [];
  #functions: string[] = [];
  #values: Json[] = [];

  /** Ops that wait to be taken. */
  get size(): number {
    return this.#functions.length;
  }

  add({ index, time, process, type, f, value }: Op): void {
    this.#numbers.push(index, time, process === 'nemesis' ? nemesisProcess : process, codeOf[type]);
    this.#functions.push(f);
    this.#values.push(value);
  }

  take(): PackedOps {
    const packed = {
      numbers: new Float64Array(this.#numbers),
      functions: this.#functions,
      values: this.#values,
    };
    this.#numbers = [];
    this.#functions = [];
    this.#values = [];
    return packed;
  }
}

export function* unpackOps({ numbers, functions, values }: PackedOps): Generator<Op> {
  const numberAt = (at: number) => numbers[at] ?? Number.NaN;
  for (const [place, f] of functions.entries()) {
    const at = width * place;
    const process = numberAt(at + 2);
    yield {
      index: numberAt(at),
      time: numberAt(at + 1),
      process: process === nemesisProcess ? 'nemesis' : process,
      type: present(types[numberAt(at + 3)], 'the type of a packed op'),
      f,
      value: values[place] ?? null,
    };
  }
}
