/**
 * The operations that are open at a moment of the history, by class. Of equal operations that will return, the one that
 * returns first is the one to take first: exchanging two equal operations in an order keeps the order legal. Crashed
 * operations of a class are taken in the order in which they were invoked.
 */
import { present } from '../../../base/assert';
import type { Call } from '../search/calls';

export interface OpenCall {
  readonly call: Call;
  readonly slot: number;
}

export class OpenCalls {
  /** Open calls that will return, by class, the earliest return first. */
  readonly updates = new Map<number, OpenCall[]>();
  /** The same for those that only read. */
  readonly reads = new Map<number, OpenCall[]>();
  /** Crashed calls by class, in order of invocation; they stay for ever. */
  readonly crashed = new Map<number, Call[]>();
  readonly #bySlot = new Map<number, OpenCall>();
  readonly #freeSlots: number[] = [];

  open(call: Call): OpenCall | undefined {
    if (!Number.isFinite(call.returned)) {
      const calls = this.crashed.get(call.classId);
      if (calls) calls.push(call);
      else this.crashed.set(call.classId, [call]);
      return undefined;
    }
    const opened = { call, slot: this.#freeSlots.pop() ?? this.#bySlot.size };
    this.#bySlot.set(opened.slot, opened);
    const table = this.#tableOf(call);
    const equals = table.get(call.classId) ?? [];
    table.set(call.classId, equals);
    const place = equals.findIndex((other) => other.call.returned > call.returned);
    equals.splice(place < 0 ? equals.length : place, 0, opened);
    return opened;
  }

  /** Takes a returning call out and gives the slot that it held. */
  close(call: Call): number {
    const table = this.#tableOf(call);
    const equals = present(table.get(call.classId), 'open call');
    const place = equals.findIndex((other) => other.call === call);
    const [closed] = equals.splice(place, 1);
    if (equals.length === 0) table.delete(call.classId);
    const { slot } = present(closed, 'open call');
    this.#bySlot.delete(slot);
    this.#freeSlots.push(slot);
    return slot;
  }

  slotOf(call: Call): number {
    const found = this.#tableOf(call)
      .get(call.classId)
      ?.find((other) => other.call === call);
    return present(found, 'open call').slot;
  }

  #tableOf(call: Call): Map<number, OpenCall[]> {
    return call.isReadOnly ? this.reads : this.updates;
  }
}
