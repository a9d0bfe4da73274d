/**
 * The register begins as null in the model, so it must begin as null on every node before the first operation. The znode
 * is created, never overwritten: should an attempt that timed out arrive late, it finds the znode there and does nothing.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { present } from '@/lib/base/assert';
import { ClewError } from '../../failure';
import { type Deadline, deadline } from '../http/deadline';
import type { SystemContext, SystemNode } from '../system';
import { classify } from './errors';
import { clientPort } from './member';
import { create, getData, type Request, readData, registerPath, sync } from './requests';
import { type Reply, Session, SessionTrouble } from './session';

/** A healthy ensemble takes milliseconds; an election in between takes some seconds. */
const prepareTimeoutMs = 15_000;
const pollMs = 50;
const initial = JSON.stringify(null);

/** @throws ClewError naming the node that did not get the value */
export async function createRegister(context: SystemContext): Promise<void> {
  const first = present(context.nodes[0], 'the first node');
  const limit = deadline(prepareTimeoutMs, context.signal);
  try {
    await until(first, 'takes no write', limit, async (session) => {
      const { code } = await session.request(create(registerPath, initial), limit);
      return code === 0 || classify({ kind: 'refused', code }).name === 'node-exists';
    });
    const shown = context.nodes.map((node) =>
      until(node, 'does not see the initial value', limit, async (session) => {
        const replies: Reply[] = [];
        for (const request of [sync(registerPath), getData(registerPath)] satisfies Request[]) {
          replies.push(await session.request(request, limit));
        }
        const last = replies.at(-1);
        return replies.every(({ code }) => code === 0) && last !== undefined && readData(last.body).data === initial;
      }),
    );
    await Promise.all(shown);
  } finally {
    limit.release();
  }
}

async function until(
  node: SystemNode,
  complaint: string,
  limit: Deadline,
  isDone: (session: Session) => Promise<boolean>,
): Promise<void> {
  for (;;) {
    if (await attempt(node, limit, isDone)) return;
    if (limit.trouble()?.kind === 'timed-out') {
      throw new ClewError({
        message: `${node.name}: ZooKeeper was healthy, but ${complaint} within ${prepareTimeoutMs / 1000} s`,
        cure: 'Look for elections in the nodes’ logs, and start the run again.',
        node: node.name,
      });
    }
    limit.signal.throwIfAborted();
    await pause(pollMs);
  }
}

async function attempt(
  { remote }: SystemNode,
  limit: Deadline,
  isDone: (session: Session) => Promise<boolean>,
): Promise<boolean> {
  let session: Session | undefined;
  try {
    session = await Session.open(remote, clientPort, 0, limit);
    return await isDone(session);
  } catch (error) {
    if (error instanceof SessionTrouble) return false;
    throw error;
  } finally {
    session?.close();
  }
}
