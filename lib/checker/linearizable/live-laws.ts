/** Holds a history that grows to the laws of `op.ts`, as far as a search depends on them. */
import type { OpFields } from '../../history/fields';
import { MalformedHistoryError } from '../../history/operations';
import { absent, ProcessTable, placesOfAKey } from '../../history/process-table';

/** What the last operation of a process is, once it has one that does not end. */
const state = { open: 0, crashed: 1 } as const;

export class LiveLaws {
  readonly #history: OpFields;
  /** By process; `absent` where the next operation may begin. */
  readonly #states = new ProcessTable(placesOfAKey);

  constructor(history: OpFields) {
    this.#history = history;
  }

  /** Takes the op at a place, the next. @throws MalformedHistoryError */
  keep(place: number): void {
    const process = this.#history.processAt(place);
    if (process === 'nemesis') return;
    const type = this.#history.typeAt(place);
    const before = this.#states.get(process);
    if (type === 'invoke') {
      if (before !== absent) throw this.#malformed('two-open-operations', place);
      this.#states.set(process, state.open);
      return;
    }
    if (before !== state.open) throw this.#malformed('completion-without-invocation', place);
    this.#states.set(process, type === 'info' ? state.crashed : absent);
  }

  #malformed(kind: 'two-open-operations' | 'completion-without-invocation', place: number): MalformedHistoryError {
    const process = this.#history.processAt(place);
    const what = kind === 'two-open-operations' ? 'invokes' : `completes as ${this.#history.typeAt(place)}`;
    const problem = kind === 'two-open-operations' ? 'while its last operation is open' : 'without an open invocation';
    const message = `process ${process} ${what} ${this.#history.functionAt(place)} (op ${place}) ${problem}`;
    return new MalformedHistoryError({ kind, index: place, message });
  }
}
