/** An AntiEtcd node's own view of the election, which it reports without asking other nodes. */
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { StatusProbe } from '../kit/client';
import { askNode } from '../kit/http/ask';
import { NodeHttp } from '../kit/http/node-http';
import type { SystemNode } from '../kit/system';
import { getStatus, parsedStatus } from './api';

export class AntiEtcdStatusProbe implements StatusProbe {
  readonly #node: string;
  readonly #http: NodeHttp;

  constructor(node: SystemNode, port: number) {
    this.#node = node.name;
    this.#http = new NodeHttp(node.remote, port);
  }

  async ask(signal: AbortSignal): Promise<NodeStatus> {
    const { body } = await askNode(this.#node, this.#http, getStatus, signal);
    const status = parsedStatus(body);
    if (status === undefined) throw new Error(`${this.#node} tells nothing of its election`);
    return status;
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}
