/** Requests about a node outside any operation: its readiness and its status. */
import { deadline } from './deadline';
import type { Answer, NodeHttp, Request } from './node-http';

/**
 * etcd gives its own health check one second; a node without a leader may hold a request much longer, and is asked
 * again.
 */
const answerTimeoutMs = 1500;

/** @returns undefined without an answer in time */
export async function answerOf(http: NodeHttp, request: Request, stop: AbortSignal): Promise<Answer | undefined> {
  const limit = deadline(answerTimeoutMs, stop);
  try {
    const result = await http.request(request, limit);
    return result.ok ? result.value : undefined;
  } finally {
    limit.release();
  }
}

/** @returns the body of a 200; undefined for anything else */
export async function bodyOf(http: NodeHttp, request: Request, stop: AbortSignal): Promise<string | undefined> {
  const answer = await answerOf(http, request, stop);
  return answer?.status === 200 ? answer.body : undefined;
}

/**
 * For a status probe, whose caller limits the time by the signal.
 * @throws Error naming the node where there is no answer
 */
export async function askNode(node: string, http: NodeHttp, request: Request, signal: AbortSignal): Promise<Answer> {
  const reason = () => (signal.aborted ? ({ kind: 'timed-out' } as const) : undefined);
  const result = await http.request(request, { signal, reason, release: () => undefined });
  if (!result.ok) throw new Error(`${node} did not answer: ${result.error.kind}`);
  return result.value;
}

/** @throws Error naming the node where its answer is not 200 */
export async function askBody(node: string, http: NodeHttp, request: Request, signal: AbortSignal): Promise<string> {
  return successOf(node, await askNode(node, http, request, signal));
}

/** @throws Error naming the node where its answer is not 200 */
export function successOf(node: string, { status, body }: Answer): string {
  if (status !== 200) throw new Error(`${node} answered ${status}`);
  return body;
}
