/**
 * The model's register starts as null, so every node must have it as null before the first operation. It is created,
 * never overwritten: an attempt that timed out and arrives late finds the register and changes nothing.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { present } from '@/lib/base/assert';
import { openly, worded } from '@/lib/base/wording';
import { isManaged } from '@/lib/plan/managed';
import { ClewError } from '../../base/failure';
import { type Deadline, deadline } from './http/deadline';
import type { SystemContext, SystemNode } from './system';

/** A healthy cluster takes milliseconds; an election in between takes some seconds. */
const prepareTimeoutMs = 15_000;
const pollMs = 20;

interface Connection {
  close(): Promise<void>;
}

/** `create` and `isSeen` do not reject when a node does not answer. */
export interface InitialValue<C extends Connection> {
  /** For people: `etcd`. */
  readonly system: string;
  connect(node: SystemNode): C;
  /** @returns whether the register exists, created now or by an earlier attempt */
  create(connection: C, limit: Deadline): Promise<boolean>;
  /**
   * Of a system that ran before us, which may hold anything: brings it to null by compare-and-set from what it is, so that
   * an attempt that arrives late changes nothing either. Nothing where such a system is not tested.
   * @returns whether it is null now
   */
  reset?(connection: C, limit: Deadline): Promise<boolean>;
  /** Whether this node has it as null, by a local read. */
  isSeen(connection: C, limit: Deadline): Promise<boolean>;
}

/** @throws ClewError naming the node that did not get the value */
export async function writeInitialValue<C extends Connection>(
  context: SystemContext,
  initial: InitialValue<C>,
): Promise<void> {
  const limit = deadline(prepareTimeoutMs, context.signal);
  const connections = context.nodes.map((node) => ({ node: node.name, connection: initial.connect(node) }));
  const until = async (node: string, complaint: string, isDone: () => Promise<boolean>) => {
    while (!(await isDone())) {
      context.signal.throwIfAborted();
      if (limit.reason() !== undefined) {
        throw new ClewError({
          message: worded`${openly(node)}: ${openly(initial.system)} was healthy, but ${openly(complaint)} within ${openly(prepareTimeoutMs / 1000)} s`,
          cure: 'Look for elections in the nodes’ logs, and start the run again.',
          node,
        });
      }
      await pause(pollMs);
    }
  };
  try {
    const first = present(connections[0], 'the first node').node;
    let attempts = 0;
    // Each attempt through the next node: in some systems only the leader accepts it.
    await until(first, 'takes no write', () => {
      const { connection } = present(connections[attempts++ % connections.length], 'a connection');
      return isManaged(context.plan) || !initial.reset
        ? initial.create(connection, limit)
        : initial.reset(connection, limit);
    });
    const shown = connections.map(({ node, connection }) =>
      until(node, 'does not see the initial value', () => initial.isSeen(connection, limit)),
    );
    await Promise.all(shown);
  } finally {
    limit.release();
    await Promise.all(connections.map(({ connection }) => connection.close()));
  }
}
