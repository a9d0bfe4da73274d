/**
 * The register begins as null in the model, so it must begin as null on every node before the first operation. The key
 * is created, never overwritten (`?cas=0`): should an attempt that timed out arrive late, it finds the key there and does
 * nothing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { present } from '@/lib/base/assert';
import { ClewError } from '../../failure';
import { deadline } from '../http/deadline';
import { NodeHttp } from '../http/node-http';
import type { Trouble } from '../http/trouble';
import type { SystemContext } from '../system';
import { httpPort } from './agent';
import { parsedRegister, registerPath } from './kv';

/** A healthy cluster takes milliseconds; an election in between takes some seconds. */
const prepareTimeoutMs = 15_000;
const pollMs = 20;

/** @throws ClewError naming the node that did not get the value */
export async function writeInitialValue(context: SystemContext): Promise<void> {
  const first = present(context.nodes[0], 'the first node');
  const limit = deadline(prepareTimeoutMs, context.signal);
  const connections = context.nodes.map((node) => ({ name: node.name, http: new NodeHttp(node.remote, httpPort) }));
  try {
    const through = present(connections[0], 'a connection to the first node').http;
    await until(context, first.name, 'takes no write', limit.trouble, async () => {
      const request = { method: 'PUT', path: registerPath, query: { cas: '0' }, body: { text: 'null' } } as const;
      const result = await through.request(request, limit);
      // false: an earlier attempt created it.
      return result.ok && result.value.status === 200 && ['true', 'false'].includes(result.value.body.trim());
    });
    await Promise.all(
      connections.map(({ name, http }) =>
        until(context, name, 'does not see the initial value', limit.trouble, async () => {
          const result = await http.request({ method: 'GET', path: registerPath, query: { stale: '' } }, limit);
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
  node: string,
  complaint: string,
  trouble: () => Trouble | undefined,
  isDone: () => Promise<boolean>,
): Promise<void> {
  while (!(await isDone())) {
    context.signal.throwIfAborted();
    if (trouble() !== undefined) {
      throw new ClewError({
        message: `${node}: Consul was healthy, but ${complaint} within ${prepareTimeoutMs / 1000} s`,
        cure: 'Look for elections in the nodes’ logs, and start the run again.',
        node,
      });
    }
    await pause(pollMs);
  }
}
