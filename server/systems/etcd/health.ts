/** When a member of etcd serves: healthy by its own word, serving v2 keys, and in a cluster of exactly our nodes. */
import { deadline } from '../http/deadline';
import type { NodeHttp } from '../http/node-http';
import type { SystemContext } from '../system';
import { healthPath, isHealthy, membersPath, parsedPeerUrls, rootPath } from './keys';
import { peerUrl } from './member';

/** etcd itself gives its health check one second. */
const requestTimeoutMs = 1500;

export async function serves(http: NodeHttp, context: SystemContext): Promise<boolean> {
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
