/** When a member of etcd serves: healthy by its own word, serving the keys, and in a cluster of exactly our nodes. */
import { bodyOf } from '../kit/http/ask';
import type { NodeHttp, Request } from '../kit/http/node-http';
import type { SystemContext } from '../kit/system';
import { healthPath, isHealthy, parsedPeerUrls } from './keys';
import { peerUrl } from './member';

/** What the two APIs have different requests for. */
export interface HealthRequests {
  /** Is answered with 200 by a node that serves the keys, before any key exists. */
  readonly keys: Request;
  /** The members with their peerURLs. */
  readonly members: Request;
}

export async function serves(http: NodeHttp, context: SystemContext, requests: HealthRequests): Promise<boolean> {
  const health = await bodyOf(http, { method: 'GET', path: healthPath }, context.signal);
  if (health === undefined || !isHealthy(health)) return false;
  if ((await bodyOf(http, requests.keys, context.signal)) === undefined) return false;
  const urls = parsedPeerUrls((await bodyOf(http, requests.members, context.signal)) ?? '');
  const expected = context.nodes.map((node) => peerUrl(node.remote.address));
  return urls.length === expected.length && expected.every((url) => urls.includes(url));
}
