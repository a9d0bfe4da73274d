/**
 * The client of the lock API. Each acquire takes its own lease, because one lease holds a lock only once. The lock is
 * held until it is released or its lease ends.
 *
 *     acquire   grant ─ lock ─ … waits for the others … ─┤ held
 *     lease     ├──────────────────────── ttl ───────────────────────────┤
 *     release                                             ├─ unlock ─┤
 *
 * The model has no leases, so a lease must not end while its client believes that it holds the lock: etcd then rightly
 * grants the lock to another client, and the history would show a violation that is none. A lease therefore outlives
 * the longest acquire, the pause before the release, and another operation; it is never renewed. Its time is counted
 * from before the request. If it may have ended nevertheless, an acquire completes as info, and a lock still held at
 * that point ends the run with an error of the test.
 *
 * An unacknowledged release is info even if it was never sent: the end of the lease releases the lock.
 *
 * The answer of an acquire is that of its second request: the lease locks nothing, and the first fails without one. A
 * pause between the two, or before the answer, costs time of the lease, which is looked at last.
 */

import { AssertionError } from '@/lib/base/assert';
import { openly, worded } from '@/lib/base/wording';
import type { Op } from '@/lib/history/op';
import type { Plan } from '@/lib/plan/plan';
import { clientPort } from '../../etcd/member';
import { BrokenTestError, type Client, type Completion } from '../../kit/client';
import { completionType } from '../../kit/error-table';
import { type Deadline, deadline } from '../../kit/http/deadline';
import { NodeHttp } from '../../kit/http/node-http';
import type { SystemNode } from '../../kit/system';
import {
  grantRequest,
  lockRequest,
  parsedLease,
  parsedLockKey,
  parsedRevision,
  revokeRequest,
  unlockRequest,
  writtenAt,
} from '../api';
import { classify } from '../errors';
import { successBody } from './exchange-client';

const lockName = 'clew/lock';

/** Slack for a late runner, kept small because the lease of a crashed client blocks the lock. */
const leaseMarginSeconds = 5;

/**
 * A crashed client revokes its lease, so that the clients queued behind it need not wait for the lease to end. Every
 * node is asked, because its own may be cut off, and briefly, because `close` waits for the answers.
 */
const revokeTimeoutMs = 1000;

/** The lease lives at least until the earlier of these moments, both measured from before the request. */
interface LeaseEnd {
  /** By `performance.now`, which stands still while this machine sleeps. */
  readonly steadyMs: number;
  /** By `Date.now`, which jumps when the machine's clock is set. */
  readonly wallMs: number;
}

interface Lease extends LeaseEnd {
  readonly id: string;
}

function leaseEnd(ttlSeconds: number): LeaseEnd {
  const ttlMs = ttlSeconds * 1000;
  return { steadyMs: performance.now() + ttlMs, wallMs: Date.now() + ttlMs };
}

function mayHaveEnded({ steadyMs, wallMs }: LeaseEnd): boolean {
  return performance.now() >= steadyMs || Date.now() >= wallMs;
}

export class MutexClient implements Client {
  readonly #node: SystemNode;
  readonly #nodes: readonly SystemNode[];
  readonly #plan: Plan;
  readonly #http: NodeHttp;
  /** The lease of the last acquire, until it is released. */
  #lease: Lease | undefined;
  /** While the lock is held. */
  #lockKey: string | undefined;

  /** @param nodes all of the cluster */
  constructor(node: SystemNode, nodes: readonly SystemNode[], plan: Plan) {
    this.#node = node;
    this.#nodes = nodes;
    this.#plan = plan;
    this.#http = new NodeHttp(node.remote, clientPort);
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const limit = deadline(this.#plan.client.timeoutMs, signal);
    try {
      switch (op.f) {
        case 'acquire':
          return await this.#acquire(op, limit);
        case 'release':
          return await this.#release(op, limit);
        default:
          throw new AssertionError(`the client of a lock knows no ${op.f}`);
      }
    } finally {
      limit.release();
    }
  }

  async close(): Promise<void> {
    await this.#http.close();
    const lease = this.#lease;
    this.#lease = undefined;
    if (lease === undefined || mayHaveEnded(lease)) return;
    await Promise.all(this.#nodes.map((node) => revoke(node, lease.id)));
  }

  async #acquire(op: Op, limit: Deadline): Promise<Completion> {
    const ttlSeconds = leaseSeconds(this.#plan);
    const end = leaseEnd(ttlSeconds);
    const granted = successBody(await this.#http.request(grantRequest(ttlSeconds), limit));
    // The lock was not requested yet.
    if (!granted.ok) return { type: 'fail', error: classify(granted.error).error };
    const id = parsedLease(granted.value);
    if (id === undefined) return { type: 'fail', error: 'no lease' };
    this.#lease = { id, ...end };
    const locked = successBody(await this.#http.request(lockRequest(lockName, id), limit));
    if (!locked.ok) {
      const verdict = classify(locked.error);
      return { type: completionType(verdict), error: verdict.error };
    }
    this.#lockKey = parsedLockKey(locked.value);
    if (this.#lockKey === undefined) return { type: 'info', error: 'no key of the lock' };
    if (mayHaveEnded(end)) return { type: 'info', error: 'lease-ended' };
    const index = parsedRevision(locked.value);
    return { type: 'ok', value: op.value, ...(index === undefined ? {} : { revision: { index } }) };
  }

  async #release(op: Op, limit: Deadline): Promise<Completion> {
    const [lease, key] = [this.#lease, this.#lockKey];
    if (lease === undefined || key === undefined) throw new AssertionError('only who holds the lock releases it');
    if (mayHaveEnded(lease)) {
      throw new BrokenTestError({
        message: worded`${openly(this.#node.name)}: a lock was held for longer than the ${openly(leaseSeconds(this.#plan))} s of its lease`,
        cure: 'This machine stood still, or has too much to do; run the test again.',
        node: this.#node.name,
      });
    }
    const unlocked = successBody(await this.#http.request(unlockRequest(key), limit));
    if (!unlocked.ok) return { type: 'info', error: classify(unlocked.error).error };
    this.#lockKey = undefined;
    this.#lease = undefined;
    return { type: 'ok', value: op.value, revision: writtenAt(parsedRevision(unlocked.value)) };
  }
}

async function revoke(node: SystemNode, lease: string): Promise<void> {
  const http = new NodeHttp(node.remote, clientPort);
  const limit = deadline(revokeTimeoutMs, new AbortController().signal);
  try {
    await http.request(revokeRequest(lease), limit);
  } finally {
    limit.release();
    await http.close();
  }
}

/** An acquire and a release at their limits, a pause before each, and the margin. */
export function leaseSeconds({ client, load }: Pick<Plan, 'client' | 'load'>): number {
  return Math.ceil((2 * client.timeoutMs) / 1000 + 2 * load.delaySeconds) + leaseMarginSeconds;
}
