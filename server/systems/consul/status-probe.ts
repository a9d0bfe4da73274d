/**
 * A Consul server's own view of the leadership, from the statistics that its agent reports about its Raft, which need
 * no leader to answer. A deposed leader is `Leader` there exactly as long as it acts as one.
 */
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { StatusProbe } from '../kit/client';
import { askBody } from '../kit/http/ask';
import { NodeHttp } from '../kit/http/node-http';
import type { SystemNode } from '../kit/system';
import { httpPort } from './agent';
import { membersPath, parsedMembers, parsedRaftState, selfPath } from './kv';

export class ConsulStatusProbe implements StatusProbe {
  readonly #node: SystemNode;
  readonly #http: NodeHttp;
  /** Does not change during a run; asked for when a leader is first named. */
  #names: ReadonlyMap<string, string> = new Map();

  constructor(node: SystemNode) {
    this.#node = node;
    this.#http = new NodeHttp(node.remote, httpPort);
  }

  async ask(signal: AbortSignal): Promise<NodeStatus> {
    const raft = parsedRaftState(await this.#get(selfPath, signal));
    if (raft === undefined) throw new Error(`${this.#node.name} tells nothing of its Raft`);
    const { role, term, applied, leader } = raft;
    if (leader === undefined) return { role, term, index: applied };
    return { role, leader: await this.#nameOf(leader, signal), term, index: applied };
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #nameOf(address: string, signal: AbortSignal): Promise<string> {
    if (!this.#names.has(address)) this.#names = parsedMembers(await this.#get(membersPath, signal));
    return this.#names.get(address) ?? address;
  }

  #get(path: string, signal: AbortSignal): Promise<string> {
    return askBody(this.#node.name, this.#http, { method: 'GET', path }, signal);
  }
}
