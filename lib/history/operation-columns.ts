/** The operations of a history as columns over its ops, in the order of their invocations; they grow as it does. */
import { ByteColumn, IntColumn } from '../base/column';
import { nemesisNumber, type OpColumns, typeNumbers } from './op-columns';
import type { Operation } from './operations';
import { absent, ProcessTable } from './process-table';

/** `open`: neither completed nor crashed yet. */
export type OperationOutcome = 'ok' | 'fail' | 'info' | 'open';

/** By their number in the column; an op's type has the same number, and an invocation's is that of `open`. */
export const outcomeNumbers = { open: 0, ok: 1, fail: 2, info: 3 } as const satisfies Record<OperationOutcome, number>;

const outcomes = ['open', 'ok', 'fail', 'info'] as const satisfies readonly OperationOutcome[];

const none = absent;

export class OperationColumns {
  readonly #ops: OpColumns;
  readonly #invocations: IntColumn;
  readonly #completions: IntColumn;
  readonly #outcomes: ByteColumn;
  /** For every op the place of its operation. */
  readonly #places: IntColumn;
  /** By process, the place of its open operation. */
  readonly #open = new ProcessTable();

  /** @param expected how many ops there will be, where that is known */
  constructor(ops: OpColumns, expected = 0) {
    this.#ops = ops;
    this.#invocations = new IntColumn(expected / 2);
    this.#completions = new IntColumn(expected / 2);
    this.#outcomes = new ByteColumn(expected / 2);
    this.#places = new IntColumn(expected);
  }

  get length(): number {
    return this.#invocations.length;
  }

  /** Ops that were taken. */
  get opCount(): number {
    return this.#places.length;
  }

  /**
   * Takes the next op, which is on the ops already.
   * @returns the place of the operation that it begins or completes; nothing for the nemesis, and for a completion without
   *   an invocation, which is not drawn: the checker refuses such a history in words
   */
  take(): number | undefined {
    const index = this.#places.length;
    const place = this.#placeFor(index, this.#ops.processes.at(index), this.#ops.types.at(index));
    this.#places.push(place);
    return place === none ? undefined : place;
  }

  #placeFor(index: number, process: number, type: number): number {
    if (process === nemesisNumber) return none;
    if (type === typeNumbers.invoke) {
      const place = this.#invocations.length;
      this.#invocations.push(index);
      this.#completions.push(none);
      this.#outcomes.push(outcomeNumbers.open);
      this.#open.set(process, place);
      return place;
    }
    const place = this.#open.get(process);
    if (place === none) return none;
    this.#open.set(process, none);
    this.#completions.put(place, index);
    this.#outcomes.put(place, type);
    return place;
  }

  at(place: number): Operation | undefined {
    const invocation = this.#ops.at(this.invocationOf(place));
    if (!invocation) return undefined;
    const completion = this.#ops.at(this.#completions.at(place));
    return completion ? { invocation, completion } : { invocation };
  }

  /** Index of the invocation in the history; -1 where there is no such place. */
  invocationOf(place: number): number {
    return place >= 0 && place < this.length ? this.#invocations.at(place) : none;
  }

  /** Index of the completion in the history; -1 while the operation is open. */
  completionOf(place: number): number {
    return this.#completions.at(place);
  }

  /** Nanoseconds since the start of the test. */
  startOf(place: number): number {
    return this.#ops.times.at(this.#invocations.at(place));
  }

  /** When it completed; NaN while it is open. */
  endOf(place: number): number {
    const completion = this.#completions.at(place);
    return completion === none ? Number.NaN : this.#ops.times.at(completion);
  }

  outcomeOf(place: number): OperationOutcome {
    return outcomes[this.#outcomes.at(place)] ?? 'open';
  }

  /** The place of the operation that an op of the history begins or completes. */
  placeOf(index: number): number | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.#places.length) return undefined;
    const place = this.#places.at(index);
    return place === none ? undefined : place;
  }
}
