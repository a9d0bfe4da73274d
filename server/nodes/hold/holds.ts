/**
 * The nodes of a cluster as one run holds them: taken all or none, renewed for as long as this process is well, and
 * given back one by one, each when nothing of the run is left on it.
 */
import { openly, worded } from '@/lib/base/wording';
import { ClewError, failureOf } from '../../base/failure';
import type { Remote } from '../remote';
import { defaultLimitSeconds, HoldLostError, type HoldRequest, NodeHeldError, NodeHold } from './node-hold';

/** Seven may get lost one after the other before the lease lapses. */
const renewalsPerLimit = 8;

export interface HoldsRequest extends Omit<HoldRequest, 'undo' | 'onLost'> {
  /** For the node of a remote. */
  undo(remote: Remote): readonly string[];
}

export class Holds {
  readonly #lost: AbortController;
  readonly #timer: NodeJS.Timeout;
  readonly #renewing = new Set<NodeHold>();
  #nodes: readonly NodeHold[];

  private constructor(nodes: readonly NodeHold[], lost: AbortController, limitSeconds: number) {
    this.#nodes = nodes;
    this.#lost = lost;
    this.#timer = setInterval(() => this.#renewAll(), (limitSeconds * 1000) / renewalsPerLimit);
    this.#timer.unref();
  }

  /** @throws ClewError where one cannot be taken, naming who has it; then none is */
  static async take(remotes: readonly Remote[], request: HoldsRequest): Promise<Holds> {
    const { limitSeconds = defaultLimitSeconds } = request;
    const lost = new AbortController();
    const onLost = (error: HoldLostError) => lost.abort(error);
    const results = await Promise.allSettled(
      remotes.map((remote) => NodeHold.take(remote, { ...request, undo: request.undo(remote), onLost })),
    );
    const nodes = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    const shared = sharedNetwork(nodes);
    if (failures.length === 0 && !shared) return new Holds(nodes, lost, limitSeconds);
    await Promise.allSettled(nodes.map((node) => node.release()));
    // Of one machine under two names only one is refused; that says more than what else went wrong.
    throw failures.find((failure) => failure instanceof NodeHeldError) ?? failures[0] ?? shared;
  }

  /** In the order of the remotes; a command through one of them is begun only while it is the run's. */
  get nodes(): readonly NodeHold[] {
    return this.#nodes;
  }

  /** Aborted, with the error as its reason, as soon as a node is known not to be the run's any more. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Asks every node at once.
   * @throws HoldLostError where one is not the run's any more, RemoteError where it has been silent for so long that it may not be
   */
  async confirm(): Promise<void> {
    await Promise.all(
      this.#nodes.map((node) =>
        node.renew().catch((error: unknown) => {
          if (error instanceof HoldLostError || node.isOverdue) throw error;
        }),
      ),
    );
    this.lost.throwIfAborted();
  }

  /**
   * Takes back what was lost, so that it can be torn down; what another run has meanwhile is left to it.
   * @returns why each node that is left alone is
   */
  async regain(): Promise<readonly string[]> {
    const left: string[] = [];
    const nodes = await Promise.all(
      this.#nodes.map(async (node) => {
        try {
          await node.renew();
          return [node];
        } catch (error) {
          // One that is silent stays on the list: the tear-down tries it, and says what became of it.
          if (!(error instanceof HoldLostError)) return [node];
        }
        try {
          return [await node.again()];
        } catch (error) {
          left.push(failureOf(error).message);
          return [];
        }
      }),
    );
    this.#nodes = nodes.flat();
    return left;
  }

  /** Renews no more: what is not given back is undone by its own switch. */
  close(): void {
    clearInterval(this.#timer);
  }

  #renewAll(): void {
    for (const node of this.#nodes) {
      // One that hangs is asked again when it has answered.
      if (this.#renewing.has(node)) continue;
      this.#renewing.add(node);
      // A connection that was lost may come back in time; whether it did, the node will say.
      node
        .renew()
        .catch(() => undefined)
        .finally(() => this.#renewing.delete(node));
    }
  }
}

/** Two nodes with one network cannot be parted, nor have their ports to themselves. */
function sharedNetwork(nodes: readonly NodeHold[]): ClewError | undefined {
  for (const [place, node] of nodes.entries()) {
    const other = nodes.slice(0, place).find(({ network }) => network === node.network);
    if (!other) continue;
    return new ClewError({
      message: worded`${openly(other.node)} and ${openly(node.node)} are on one machine and share its network`,
      cure: 'give each node of the cluster a machine, or at least a network, of its own',
      node: node.node,
    });
  }
  return undefined;
}
