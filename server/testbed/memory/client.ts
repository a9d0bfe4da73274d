/**
 * A client of the in-memory register, bound to one node. An operation travels to the cluster, takes effect at one
 * moment, and its answer travels back; a chance in the plan decides whether it meets one of the bugs on the way.
 *
 *     ├── half the latency ──┤ effect ├── half the latency ──┤
 *
 * A paused node leaves the operation waiting, before its effect or after it; one that was killed after it never answers.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { AssertionError } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import { oneOf } from '@/lib/catalog/systems/registry';
import type { Structure } from '@/lib/catalog/workloads/structure';
import type { Op } from '@/lib/history/op';
import { isReadOnly, type OperationTable } from '@/lib/history/operation-table';
import type { Plan } from '@/lib/plan/plan';
import type { Client, Completion } from '../../systems/kit/client';
import type { Committed, MemoryCluster, ProcessState } from './cluster';

/** How often an operation that waits, for a leader or for a lock, looks again. */
export const retryMs = 10;

/** The slow node takes this much longer when it is slow. */
const slowMs = 200;

export interface Latency {
  readonly minMs: number;
  readonly maxMs: number;
}

export interface MemoryClientOptions {
  readonly node: string;
  readonly cluster: MemoryCluster;
  readonly plan: Plan;
  readonly operations: OperationTable;
  /** What the cluster holds. */
  readonly structure: Structure;
  readonly isSlow: boolean;
  readonly latency: Latency;
  /** A number in [0, 1), seeded. */
  chance(): number;
  nowMs(): number;
}

/** What an operation did to the cluster; undefined while no leader serves it, the node is paused, or it must wait. */
type Effect = Completion | undefined;

export class MemoryClient implements Client {
  readonly #options: MemoryClientOptions;

  constructor(options: MemoryClientOptions) {
    this.#options = options;
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const { plan, latency, chance, nowMs } = this.#options;
    const wayMs = (latency.minMs + chance() * (latency.maxMs - latency.minMs)) / 2;
    const slowdownMs = this.#isSlowNow() ? slowMs : 0;
    if (wayMs + slowdownMs > 0) await pause(wayMs + slowdownMs);
    const deadline = nowMs() + plan.client.timeoutMs - slowdownMs;
    const isInTime = () => nowMs() < deadline && !signal.aborted;
    let effect = this.#take(op);
    while (effect === undefined && isInTime()) {
      await pause(retryMs);
      effect = this.#take(op);
    }
    if (effect === undefined) return unknown('timed-out');
    if (wayMs > 0) await pause(wayMs);
    while (this.#processState === 'paused' && isInTime()) await pause(retryMs);
    if (this.#processState === 'paused') return unknown('timed-out');
    return this.#processState === 'killed' && effect.type === 'ok' ? unknown('connection-lost') : effect;
  }

  get #processState(): ProcessState {
    return this.#options.cluster.stateOf(this.#options.node);
  }

  /** Holds nothing that must be let go. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  #take(op: Op): Effect {
    if (this.#processState === 'paused') return undefined;
    if (this.#processState === 'killed') return { type: 'fail', error: 'connection-refused' };
    if (isReadOnly(this.#options.operations, op)) return this.#read(op);
    if (!this.#options.cluster.isServed(this.#options.node)) return undefined;
    return this.#update(op);
  }

  #read(op: Op): Effect {
    const found = this.#lookUp();
    if (found === undefined) return undefined;
    const { cluster, plan } = this.#options;
    const entry = this.#meets(plan.system.name === 'memory' ? plan.system.bugs.staleRead : 0) ? cluster.earlier : found;
    const { read, isOneValue } = this.#options.structure;
    const completion = answer(read(entry.value, op), entry);
    return isOneValue ? completion : { ...completion, revision: { index: entry.index } };
  }

  #update(op: Op): Effect {
    const update = this.#options.structure.update(this.#options.cluster.committed.value, op);
    if (update === 'waits') return undefined;
    if ('refused' in update) return { type: 'fail', error: update.refused };
    const { state, answer: answered = op.value } = update;
    return answer(answered, this.#commit(state));
  }

  #lookUp(): Committed | undefined {
    const { cluster, node, plan } = this.#options;
    const level = oneOf(['local', 'leader', 'quorum'], plan.client.readLevel);
    switch (level) {
      case 'local':
        return cluster.known(node);
      case 'leader':
        return cluster.believedByLeader(node);
      case 'quorum':
        return cluster.isServed(node) ? cluster.committed : undefined;
      default:
        throw new AssertionError(`the in-memory system has no read level ${level}`);
    }
  }

  #commit(value: Json): Committed {
    const { cluster, plan } = this.#options;
    const isLost = this.#meets(plan.system.name === 'memory' ? plan.system.bugs.lostWrite : 0);
    return isLost ? cluster.committed : cluster.commit(value);
  }

  #isSlowNow(): boolean {
    const { isSlow, plan } = this.#options;
    return isSlow && this.#meets(plan.system.name === 'memory' ? plan.system.bugs.slowNode : 0);
  }

  #meets(likelihood: number): boolean {
    return likelihood > 0 && this.#options.chance() < likelihood;
  }
}

function answer(value: Json, { index }: Committed): Completion {
  return { type: 'ok', value, revision: { modifiedIndex: index, index } };
}

/** Whether it happened is not known. */
function unknown(error: string): Completion {
  return { type: 'info', error };
}
