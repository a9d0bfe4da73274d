/** The laws of a history, looked at op by op as it is read; `pairing.ts` looks at one that is whole. */
import type { Op } from './op';
import { broken, type HistoryError } from './pairing';

export class OpPairing {
  /** By process, its open invocation, be it one that an `info` left open. */
  readonly #open = new Map<number, Op>();
  /** Processes whose last operation ended `info`. */
  readonly #crashed = new Set<number>();
  #lastTime = Number.NEGATIVE_INFINITY;
  #place = -1;
  #problem: HistoryError | undefined;

  /** What the last op broke. */
  get problem(): HistoryError | undefined {
    return this.#problem;
  }

  /** Invocations that never completed, when all ops were taken. */
  *unfinished(): Generator<Op> {
    for (const [process, op] of this.#open) if (!this.#crashed.has(process)) yield op;
  }

  /** @returns the invocation that the op completes; nothing of an invocation, of a fault, and where there is a problem */
  take(op: Op): Op | undefined {
    const place = ++this.#place;
    const { process, type, f } = op;
    if (op.index !== place) return this.#refuse(broken.indexOutOfPlace(place, op.index));
    if (op.time < this.#lastTime) return this.#refuse(broken.timeGoesBack(place));
    this.#lastTime = op.time;
    if (process === 'nemesis') return undefined;
    const invoked = this.#open.get(process);
    if (type === 'invoke') {
      if (invoked) return this.#refuse(broken.isOpen(place, process, f, invoked.index, invoked.f));
      this.#open.set(process, op);
      return undefined;
    }
    if (!invoked || this.#crashed.has(process)) return this.#refuse(broken.isNotOpen(place, process, f, type));
    if (invoked.f !== f) return this.#refuse(broken.isOther(place, process, f, invoked.f));
    // After an info the process is never seen again, so its invocation stays.
    if (type === 'info') this.#crashed.add(process);
    else this.#open.delete(process);
    return invoked;
  }

  #refuse(problem: HistoryError): undefined {
    this.#problem = problem;
  }
}
