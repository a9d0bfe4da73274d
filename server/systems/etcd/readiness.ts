/** When a member of the cluster counts as up, and what to tell when it does not come up. */
import { setTimeout as pause } from 'node:timers/promises';
import { NodeNotReadyError, shownLogLines } from '../node-not-ready';
import type { SystemContext, SystemNode } from '../system';
import { isRunning } from './daemon';
import { deadline } from './deadline';
import { NodeHttp } from './http';
import { healthPath, isHealthy, membersPath, parsedPeerUrls, rootPath } from './keys';
import { logFile, peerUrl } from './member';

/** Five members take about 3 s on an idle machine of two cores; a busy one gets twice the 10 s that are promised. */
const readyTimeoutMs = 20_000;
const pollMs = 100;
/** Asking whether the process lives costs a process on the node; asking at each poll would slow the start it waits for. */
const lifeCheckMs = 500;
/** etcd itself gives its health check one second. */
const requestTimeoutMs = 1500;
/** A log line may be long; this holds the last lines of any log seen so far. */
const logTailBytes = 16 * 1024;

/** The first member that did not come up. The others may wait for it in vain, so they learn of it here. */
export interface FirstFailure {
  error?: NodeNotReadyError;
}

/**
 * Resolves once this member of ours serves the v2 API and sees a leader. It fails as soon as the process is gone, or
 * another member's is.
 * @throws NodeNotReadyError with the end of the log of the node that failed first
 */
export async function awaitMember(
  node: SystemNode,
  context: SystemContext,
  first: FirstFailure,
  timeoutMs: number = readyTimeoutMs,
): Promise<void> {
  const startMs = performance.now();
  let checkedMs = startMs;
  const http = new NodeHttp(node.remote);
  try {
    for (;;) {
      context.signal.throwIfAborted();
      const isServing = await serves(http, context);
      if (isServing || performance.now() - checkedMs > lifeCheckMs) {
        // Asked after the answer: a stranger on our port answers, too, while our own process fails to bind it.
        const isGone = !(await isRunning(node));
        if (isServing && !isGone) return;
        if (isGone) first.error ??= await notReady(node, 'exited while starting');
        checkedMs = performance.now();
      }
      if (performance.now() - startMs > timeoutMs) {
        first.error ??= await notReady(node, `was not healthy after ${timeoutMs / 1000} s`);
      }
      if (first.error !== undefined) throw first.error;
      await pause(pollMs, undefined, { signal: context.signal });
    }
  } finally {
    await http.close();
  }
}

/** Healthy by its own word, serving v2 keys, and in a cluster of exactly our nodes. */
async function serves(http: NodeHttp, context: SystemContext): Promise<boolean> {
  const health = await get(http, healthPath, context);
  if (health === undefined || !isHealthy(health)) return false;
  if ((await get(http, rootPath, context)) === undefined) return false;
  const urls = parsedPeerUrls((await get(http, membersPath, context)) ?? '');
  const expected = context.nodes.map((node) => peerUrl(node.remote.address));
  return urls.length === expected.length && expected.every((url) => urls.includes(url));
}

async function get(http: NodeHttp, path: string, context: SystemContext): Promise<string | undefined> {
  const limit = deadline(requestTimeoutMs, context.signal);
  try {
    const result = await http.request({ method: 'GET', path }, limit);
    return result.ok && result.value.status === 200 ? result.value.body : undefined;
  } finally {
    limit.release();
  }
}

async function notReady(node: SystemNode, reason: string): Promise<NodeNotReadyError> {
  return new NodeNotReadyError({
    node: node.name,
    system: 'etcd',
    reason,
    cure: 'Read the end of its log: ports 2379 and 2380 must be free, the nodes must reach each other, etcd must know v2.',
    log: await logTail(node),
  });
}

/** Read as root, who wrote it. A node that cannot even show its log says so in its place. */
async function logTail(node: SystemNode): Promise<readonly string[]> {
  const { stdout, stderr } = await node.remote.exec(['tail', '-c', String(logTailBytes), logFile], {
    asRoot: true,
    allowFailure: true,
  });
  const text = stdout.trim() === '' ? stderr.trim() : stdout.trim();
  return text === '' ? ['(the log is empty)'] : text.split('\n').slice(-shownLogLines);
}
