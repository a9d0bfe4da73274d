/**
 * A client with monotonic reads: it remembers the highest index of its session and rejects a read from a node that is
 * behind it. The read is repeated until the node has caught up, or until the time limit of the operation, when it fails
 * as `behind`. This is what the post of 2014 proposes, "a minimum-index constraint" on all requests, for systems whose
 * requests cannot carry one.
 *
 *     read ─→ 4 at 17        the floor is 17
 *     read ─→ 1 at 12        behind: not taken, asked again
 *     read ─→ 2 at 19        taken; the floor is 19
 *
 * What it recovers: within a session a read never shows less than an earlier read did (monotonic reads) or than the
 * session itself wrote (read your writes). What it does not: linearizability. Sessions are independent, so one may
 * read what another has long replaced; and the index of a write that ended `info` is unknown.
 *
 * A session is a process. A crash ends it: the process that follows on the worker has a client, and a floor, of its
 * own, as a client that was started anew would. An answer without an index is accepted.
 *
 * Several requests, one answer: what is taken is the last of them whole, which was asked and answered within the operation;
 * what was behind is dropped. So a pause between two of them costs time, and nothing else. A write is asked once.
 *
 * One floor serves all keys, which is right where the index is how far the store is (etcd). Consul says with a key
 * where that key was last changed, so there it is right for a single key only. Consul's blocking query (`?index=` one
 * below the floor) would let the node itself wait, but once its time is over the node answers with what it has all the
 * same, so its answers would have to be checked like any other; etcd's `waitIndex` answers with an event, not with the
 * present value.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Op } from '@/lib/history/op';
import { isReadOnly, type OperationTable } from '@/lib/history/operation-table';
import type { Client, Completion } from './client';
import { type Deadline, deadline } from './http/deadline';

/** A node that is merely late catches up within a heartbeat or two; one that is cut off is asked ten times a second. */
const askAgainMs = 100;

interface IndexFloorOptions {
  /** The time limit of an operation, which the client keeps, too. */
  readonly timeoutMs: number;
  readonly operations: OperationTable;
}

export class IndexFloor implements Client {
  readonly #client: Client;
  readonly #options: IndexFloorOptions;
  #floor = 0;

  constructor(client: Client, options: IndexFloorOptions) {
    this.#client = client;
    this.#options = options;
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const { timeoutMs, operations } = this.#options;
    const limit = deadline(timeoutMs, signal);
    try {
      const completion = await this.#client.invoke(op, signal);
      return isReadOnly(operations, op) ? await this.#caughtUp(op, completion, limit) : this.#seen(completion);
    } finally {
      limit.release();
    }
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  /** @param first what the first asking brought */
  async #caughtUp(op: Op, first: Completion, limit: Deadline): Promise<Completion> {
    let completion = first;
    while (this.#isBehind(completion)) {
      await pause(askAgainMs, undefined, { signal: limit.signal }).catch(() => undefined);
      if (limit.reason()) return this.#refused(completion, limit);
      const next = await this.#client.invoke(op, limit.signal);
      // The end of the time cuts the asking short; what is known of the node is that it was behind.
      if (next.type !== 'ok' && limit.reason()) return this.#refused(completion, limit);
      completion = next;
    }
    return this.#seen(completion);
  }

  #isBehind(completion: Completion): boolean {
    return completion.type === 'ok' && (furthest(completion) ?? this.#floor) < this.#floor;
  }

  #seen(completion: Completion): Completion {
    if (completion.type === 'ok') this.#floor = Math.max(this.#floor, furthest(completion) ?? 0);
    return completion;
  }

  #refused({ node, ...completion }: Completion, limit: Deadline): Completion {
    const isStopped = limit.reason()?.kind === 'stopped';
    const error = isStopped ? 'stopped' : { error: 'behind', index: furthest(completion) ?? 0, floor: this.#floor };
    return { type: 'fail', error, ...(node === undefined ? {} : { node }) };
  }
}

/** How far the store was that answered, as far as the answer says. */
function furthest({ revision }: Completion): number | undefined {
  if (revision?.index === undefined) return revision?.modifiedIndex;
  return Math.max(revision.index, revision.modifiedIndex ?? 0);
}
