/** When a member of etcd serves: healthy by its own word, serving the keys, and in a cluster of exactly our nodes. */
import { deadline } from '../http/deadline';
import type { NodeHttp, Request } from '../http/node-http';
import type { SystemContext } from '../system';
import { healthPath, isHealthy, parsedPeerUrls } from './keys';
import { peerUrl } from './member';

/** etcd itself gives its health check one second. */
const requestTimeoutMs = 1500;

/** What the two APIs have different requests for. */
export interface HealthRequests {
  /** Is answered with 200 by a node that serves the keys, before any key exists. */
  readonly keys: Request;
  /** The members with their peerURLs. */
  readonly members: Request;
}

export async function serves(http: NodeHttp, context: SystemContext, requests: HealthRequests): Promise<boolean> {
  const health = await ask(http, { method: 'GET', path: healthPath }, context);
  if (health === undefined || !isHealthy(health)) return false;
  if ((await ask(http, requests.keys, context)) === undefined) return false;
  const urls = parsedPeerUrls((await ask(http, requests.members, context)) ?? '');
  const expected = context.nodes.map((node) => peerUrl(node.remote.address));
  return urls.length === expected.length && expected.every((url) => urls.includes(url));
}

async function ask(http: NodeHttp, request: Request, context: SystemContext): Promise<string | undefined> {
  const limit = deadline(requestTimeoutMs, context.signal);
  try {
    const result = await http.request(request, limit);
    return result.ok && result.value.status === 200 ? result.value.body : undefined;
  } finally {
    limit.release();
  }
}
