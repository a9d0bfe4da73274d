/**
 * The register begins as null in the model, so it must begin as null on every node before the first operation. The key
 * is created, never overwritten: should an attempt that timed out arrive late, it finds the key there and does nothing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { present } from '@/lib/base/assert';
import { ClewError } from '../../failure';
import { type Deadline, deadline } from '../http/deadline';
import { NodeHttp } from '../http/node-http';
import type { SystemContext } from '../system';
import { createRegister, getLocalRegister, parsedRegister, parsedSuccess } from './api';
import { portOf } from './process';

/** A healthy cluster takes milliseconds; an election in between takes some seconds. */
const prepareTimeoutMs = 15_000;
const pollMs = 20;

/** @throws ClewError naming the node that did not get the value */
export async function writeInitialValue(context: SystemContext): Promise<void> {
  const limit = deadline(prepareTimeoutMs, context.signal);
  const connections = context.nodes.map((node) => ({
    name: node.name,
    http: new NodeHttp(node.remote, portOf(node)),
  }));
  try {
    const first = present(connections[0], 'a first node');
    await until(context, limit, first.name, 'takes no write', async () => {
      const result = await first.http.request(createRegister(null), limit);
      // Created now, or by an attempt before that was answered with an error.
      return result.ok && result.value.status === 200 && parsedSuccess(result.value.body) !== undefined;
    });
    await Promise.all(
      connections.map(({ name, http }) =>
        until(context, limit, name, 'does not see the initial value', async () => {
          const result = await http.request(getLocalRegister, limit);
          return result.ok && result.value.status === 200 && parsedRegister(result.value.body)?.value === null;
        }),
      ),
    );
  } finally {
    limit.release();
    await Promise.all(connections.map(({ http }) => http.close()));
  }
}

async function until(
  context: SystemContext,
  limit: Deadline,
  node: string,
  complaint: string,
  isDone: () => Promise<boolean>,
): Promise<void> {
  while (!(await isDone())) {
    context.signal.throwIfAborted();
    if (limit.trouble() !== undefined) {
      throw new ClewError({
        message: `${node}: AntiEtcd was ready, but ${complaint} within ${prepareTimeoutMs / 1000} s`,
        cure: 'Look for elections in the nodes’ logs, and start the run again.',
        node,
      });
    }
    await pause(pollMs);
  }
}
