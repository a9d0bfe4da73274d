/** Holds a history that grows to the laws of `op.ts`, as far as a search depends on them. */
import type { Op, Process } from '../../history/op';
import { MalformedHistoryError } from '../../history/operations';

export class LiveLaws {
  /** By process with an open operation, whether that has completed; it has as `info`, or it would not be here. */
  readonly #hasCompleted = new Map<Process, boolean>();

  /** Takes the next op. @throws MalformedHistoryError */
  keep(op: Op): void {
    if (op.process === 'nemesis') return;
    const hasCompleted = this.#hasCompleted.get(op.process);
    if (op.type === 'invoke') {
      if (hasCompleted !== undefined) throw malformed('two-open-operations', op);
      this.#hasCompleted.set(op.process, false);
      return;
    }
    if (hasCompleted !== false) throw malformed('completion-without-invocation', op);
    if (op.type === 'info') this.#hasCompleted.set(op.process, true);
    else this.#hasCompleted.delete(op.process);
  }
}

function malformed(kind: 'two-open-operations' | 'completion-without-invocation', op: Op): MalformedHistoryError {
  const what = kind === 'two-open-operations' ? 'invokes' : `completes as ${op.type}`;
  const message = `process ${op.process} ${what} ${op.f} (op ${op.index}) ${kind === 'two-open-operations' ? 'while its last operation is open' : 'without an open invocation'}`;
  return new MalformedHistoryError({ kind, index: op.index, message });
}
