/**
 * The register begins as null in the model, so it must begin as null on every node before the first operation. The key
 * is created, never overwritten: should an attempt that timed out arrive late, it finds the key there and does nothing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { present } from '@/lib/base/assert';
import { ClewError } from '../../failure';
import { deadline } from '../http/deadline';
import { NodeHttp } from '../http/node-http';
import type { Trouble } from '../http/trouble';
import type { SystemContext } from '../system';
import { classify } from './errors';
import { parsedRegister, registerPath } from './keys';
import { clientPort } from './member';

/** A healthy cluster takes milliseconds; an election in between takes some seconds. */
const prepareTimeoutMs = 15_000;
const pollMs = 20;

/** @throws ClewError naming the node that did not get the value */
export async function writeInitialValue(context: SystemContext): Promise<void> {
  const first = present(context.nodes[0], 'the first node');
  const limit = deadline(prepareTimeoutMs, context.signal);
  try {
    const connections = context.nodes.map((node) => ({ name: node.name, http: new NodeHttp(node.remote, clientPort) }));
    try {
      let attempts = 0;
      await until(context, first.name, 'takes no write', limit.trouble, async () => {
        const form = { value: 'null', prevExist: 'false' };
        // Through one after the other: of etcd 0.4 only the leader takes it, and the others redirect.
        const { http } = present(connections[attempts++ % connections.length], 'a connection');
        const result = await http.request({ method: 'PUT', path: registerPath, body: { form } }, limit);
        if (!result.ok) return false;
        const { status, body } = result.value;
        return status === 201 || classify({ kind: 'answer', status, body }).name === 'key-exists';
      });
      await Promise.all(
        connections.map(({ name, http }) =>
          until(context, name, 'does not see the initial value', limit.trouble, async () => {
            const result = await http.request({ method: 'GET', path: registerPath }, limit);
            return result.ok && result.value.status === 200 && parsedRegister(result.value.body)?.value === null;
          }),
        ),
      );
    } finally {
      await Promise.all(connections.map(({ http }) => http.close()));
    }
  } finally {
    limit.release();
  }
}

async function until(
  context: SystemContext,
  node: string,
  complaint: string,
  trouble: () => Trouble | undefined,
  isDone: () => Promise<boolean>,
): Promise<void> {
  while (!(await isDone())) {
    context.signal.throwIfAborted();
    if (trouble() !== undefined) {
      throw new ClewError({
        message: `${node}: etcd was healthy, but ${complaint} within ${prepareTimeoutMs / 1000} s`,
        cure: 'Look for elections in the nodes’ logs, and start the run again.',
        node,
      });
    }
    await pause(pollMs);
  }
}
