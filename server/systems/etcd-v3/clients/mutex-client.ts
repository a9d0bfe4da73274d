/**
 * The client of the lock API. Each acquire has a lease of its own, because one lease holds a lock only once; the lock
 * is held until it is released or its lease ends.
 *
 *     acquire   grant ─ lock ─ … waits for the others … ─┤ held
 *     lease     ├──────────────────────── ttl ───────────────────────────┤
 *     release                                             ├─ unlock ─┤
 *
 * The model knows nothing of leases, so no lock may end by one while its client believes that it is held: that would be
 * two holders as etcd promises it, and not a fault of etcd. So a lease outlives the longest acquire, the pause before the
 * release, and another operation; nothing keeps it alive. Time is counted from before it was asked for. Where it may have
 * ended all the same, an acquire is unknown, and a lock that is still held by then ends the test as its own failure.
 *
 * A release that was not acknowledged is unknown even where it was never sent: the end of the lease releases the lock.
 */
import { AssertionError } from '@/lib/base/assert';
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

/** For a runner that is late; in a lock that nobody can have, a client that crashed is the longer in the way. */
const leaseMarginSeconds = 5;

/**
 * A client that crashed lets go of its lease, so that the others, who stand in line behind it, need not wait for its end.
 * Every node is asked, since its own may be cut off; nobody waits long for that.
 */
const revokeTimeoutMs = 1000;

/** It lives at least until the first of these moments, both taken before it was asked for. */
interface LeaseEnd {
  /** On the clock of `performance.now`, which stands still while this machine sleeps. */
  readonly steadyMs: number;
  /** On the clock of `Date.now`, which somebody may set. */
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
  /** Whatever may hang on it. */
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
    // Nothing was asked of the lock yet.
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
        message: `${this.#node.name}: a lock was held for longer than the ${leaseSeconds(this.#plan)} s of its lease`,
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
