/** Waits until a node serves, and explains why if it does not. */
import { openly, worded } from '@/lib/base/wording';
import { ClewError } from '../../base/failure';
import { poll } from '../../base/poll';
import type { Daemon } from './daemon';
import { NodeNotReadyError } from './node-not-ready';
import type { SystemContext, SystemNode } from './system';

/**
 * Five members of etcd take about 3 s on an idle machine of two cores; a busy one gets twice the 10 s that are
 * promised.
 */
const readyTimeoutMs = 20_000;
const pollMs = 100;
/**
 * Asking whether the process lives costs a process on the node; asking at each poll would slow the start it waits for.
 */
const lifeCheckMs = 500;
/** A log line may be long; this holds the last lines of any log seen so far. */
const logTailBytes = 16 * 1024;

/** The first node that failed to start, so that nodes waiting for it stop waiting. */
export interface FirstFailure {
  error?: NodeNotReadyError;
}

/** Whether the node serves requests and knows the others; a text says what it still lacks: `has not attached to n1`. */
export type Serving = boolean | string;

export interface Readiness {
  /** For people: `etcd`. */
  readonly system: string;
  readonly daemon: Daemon;
  readonly logFile: string;
  /** What to look at when the node does not come up. */
  readonly cure: string;
  readonly first: FirstFailure;
  /** Never rejects for a node that is not there yet. */
  readonly isServing: () => Promise<Serving>;
  readonly timeoutMs?: number | undefined;
}

/**
 * Resolves once this node of ours serves. It fails as soon as the process is gone, or another node's is.
 * @throws NodeNotReadyError with the end of the log of the node that failed first
 */
export async function awaitServing(node: SystemNode, context: SystemContext, readiness: Readiness): Promise<void> {
  const { daemon, isServing, timeoutMs = readyTimeoutMs } = readiness;
  const first = context.isRestart ? {} : readiness.first;
  let checkedMs = performance.now();
  let lacking: string | undefined;
  const isUp = async () => {
    const serving = await isServing();
    const serves = serving === true;
    lacking = typeof serving === 'string' ? serving : undefined;
    if (serves || performance.now() - checkedMs > lifeCheckMs) {
      // Asked after the answer: a stranger on our port answers, too, while our own process fails to bind it.
      const isGone = !(await daemon.isRunning());
      if (serves && !isGone) return true;
      if (isGone) first.error ??= await notReady(node, readiness, 'exited while starting');
      checkedMs = performance.now();
    }
    if (first.error !== undefined) throw first.error;
    return false;
  };
  if (await poll(isUp, { intervalMs: pollMs, timeoutMs, signal: context.signal })) return;
  const reason = lacking === undefined ? 'was not healthy' : lacking;
  first.error ??= await notReady(node, readiness, `${reason} after ${timeoutMs / 1000} s`);
  throw first.error;
}

/** Of a system that ran before us, whose process and log are none of ours. @throws ClewError where it does not serve */
export async function assertServes(
  node: SystemNode,
  context: SystemContext,
  system: string,
  isServing: () => Promise<Serving>,
): Promise<void> {
  const { signal } = context;
  if (await poll(async () => (await isServing()) === true, { intervalMs: pollMs, timeoutMs: readyTimeoutMs, signal }))
    return;
  throw new ClewError({
    message: worded`${openly(node.name)}: ${openly(system)} does not serve there, or its members are other nodes than those of the plan`,
    cure: 'start it on every node of the plan, listening on the address by which the nodes reach each other, or leave out system.manage',
    node: node.name,
  });
}

async function notReady(node: SystemNode, readiness: Readiness, reason: string): Promise<NodeNotReadyError> {
  const { system, cure, logFile, daemon } = readiness;
  const [log, command] = await Promise.all([logTail(node, logFile), daemon.startedCommand()]);
  return new NodeNotReadyError({ node: node.name, system, reason, cure, command, log });
}

/** Read as root, who wrote it. A node that cannot even show its log says so in its place. */
async function logTail(node: SystemNode, logFile: string): Promise<readonly string[]> {
  const { stdout, stderr } = await node.remote.exec(['tail', '-c', String(logTailBytes), logFile], {
    asRoot: true,
    allowFailure: true,
  });
  const text = stdout.trim() === '' ? stderr.trim() : stdout.trim();
  return text === '' ? [] : text.split('\n');
}
