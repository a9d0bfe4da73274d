/**
 * Starts a cluster of etcd 0.4: one member after another, each once the earlier ones have joined. See old-member.ts for
 * what this was tested with.
 *
 *     n1   ├ starts ┤ lists n1      │ lists n1 n2    │ lists n1 n2 n3
 *     n2                  ├ joins ──┤                │
 *     n3                                  ├ joins ───┤
 */

import { present } from '@/lib/base/assert';
import { openly, worded } from '@/lib/base/wording';
import { ClewError } from '../../base/failure';
import { poll } from '../../base/poll';
import { bodyOf } from '../kit/http/ask';
import { field, parsedJson } from '../kit/http/json-body';
import { NodeHttp, type Request } from '../kit/http/node-http';
import type { FirstFailure } from '../kit/readiness';
import type { SystemContext, SystemNode } from '../kit/system';
import { rootPath } from './keys';
import { peerPort } from './member';
import { membersBefore } from './old-member';

/** On the port of the members. */
const machinesRequest: Request = { method: 'GET', path: '/v2/admin/machines' };

/** A member joins within a second or two; nine of them one after another, on a busy machine. */
export const oldReadyTimeoutMs = 90_000;
const pollMs = 100;

/** @throws the failure of the member that did not come up, or a ClewError when the time is up */
export async function awaitMembersBefore(
  node: SystemNode,
  context: SystemContext,
  failed: FirstFailure,
): Promise<void> {
  const earlier = membersBefore(node, context.nodes).map(({ name }) => name);
  if (earlier.length === 0) return;
  const first = present(context.nodes[0], 'the first node');
  const http = new NodeHttp(first.remote, peerPort);
  let missing = earlier;
  const isListed = async () => {
    if (failed.error !== undefined) throw failed.error;
    const listed = await machinesOf(http, context);
    missing = earlier.filter((name) => !listed.includes(name));
    return missing.length === 0;
  };
  try {
    if (await poll(isListed, { intervalMs: pollMs, timeoutMs: oldReadyTimeoutMs, signal: context.signal })) return;
    throw new ClewError({
      message: worded`${openly(node.name)}: etcd could not join, because ${openly(first.name)} does not list ${openly(missing.join(', '))}`,
      cure: 'Read the logs of those nodes: the ports 2379 and 2380 must be free, and the nodes must reach each other.',
      node: node.name,
    });
  } finally {
    await http.close();
  }
}

/** It answers to clients, and lists exactly our nodes. */
export async function servesOld(http: NodeHttp, node: SystemNode, context: SystemContext): Promise<boolean> {
  if ((await bodyOf(http, { method: 'GET', path: rootPath }, context.signal)) === undefined) return false;
  const peer = new NodeHttp(node.remote, peerPort);
  try {
    const listed = await machinesOf(peer, context);
    return listed.length === context.nodes.length && context.nodes.every(({ name }) => listed.includes(name));
  } finally {
    await peer.close();
  }
}

async function machinesOf(http: NodeHttp, context: SystemContext): Promise<readonly string[]> {
  const machines = parsedJson((await bodyOf(http, machinesRequest, context.signal)) ?? '');
  if (!Array.isArray(machines)) return [];
  return machines.flatMap((machine) => {
    const name = field(machine, 'name');
    return typeof name === 'string' ? [name] : [];
  });
}
