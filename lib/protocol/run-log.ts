/** The log of a run: its ops and the lines between them, in the order of the journal. An op costs it nothing. */
import { countBelow, IntColumn } from '../base/column';
import type { Op } from '../history/op';
import type { OpColumns } from '../history/op-columns';
import type { RunEvent } from './entry';

export type LogEvent = RunEvent & { readonly type: 'log' };

/** The source of what the log says about the check. */
export const checkSource = 'clew.check';

export class RunLog {
  readonly #ops: OpColumns;
  readonly #events: LogEvent[] = [];
  /** The line of each event. */
  readonly #lines = new IntColumn();

  constructor(ops: OpColumns) {
    this.#ops = ops;
  }

  get length(): number {
    return this.#ops.length + this.#events.length;
  }

  push(event: LogEvent): void {
    this.#lines.push(this.length);
    this.#events.push(event);
  }

  at(line: number): Op | LogEvent | undefined {
    const before = this.#eventsBefore(line);
    if (this.#lines.values[before] === line && before < this.#events.length) return this.#events[before];
    return this.#ops.at(line - before);
  }

  /** The line of an op of the history. */
  lineOf(index: number): number {
    let before = 0;
    let after = this.#events.length;
    // The k-th event stands behind as many ops as its line is beyond k.
    while (before < after) {
      const middle = (before + after) >>> 1;
      if (this.#lines.at(middle) - middle <= index) before = middle + 1;
      else after = middle;
    }
    return index + before;
  }

  #eventsBefore(line: number): number {
    return countBelow(this.#lines.values, this.#events.length, line);
  }
}
