/**
 * An etcd node's own view of the leadership, from the variables that it publishes about its Raft. It is the node's
 * actual state: a deposed leader is `StateLeader` there exactly as long as it acts as one. (The status of the v3 API
 * has the term of the last applied entry instead of the node's own, and `/v2/stats/self` keeps naming a deposed
 * leader.)
 */
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { StatusProbe } from '../kit/client';
import { askBody, askNode, successOf } from '../kit/http/ask';
import { NodeHttp, type Request } from '../kit/http/node-http';
import type { SystemNode } from '../kit/system';
import { parsedMembers, parsedRaftState, parsedSelf, selfRequest, variablesPath } from './keys';
import { clientPort } from './member';

export class EtcdStatusProbe implements StatusProbe {
  readonly #node: SystemNode;
  readonly #http: NodeHttp;
  readonly #membersRequest: Request;
  #isOld = false;
  /** Does not change during a run; asked for when a leader is first named. */
  #names: ReadonlyMap<string, string> = new Map();

  /** @param membersRequest asks for the list of members, with their ids and names */
  constructor(node: SystemNode, membersRequest: Request) {
    this.#node = node;
    this.#membersRequest = membersRequest;
    this.#http = new NodeHttp(node.remote, clientPort);
  }

  async ask(signal: AbortSignal): Promise<NodeStatus> {
    if (this.#isOld) return this.#askOld(signal);
    const variables = await askNode(this.#node.name, this.#http, { method: 'GET', path: variablesPath }, signal);
    if (variables.status === 404) {
      this.#isOld = true;
      return this.#askOld(signal);
    }
    const raft = parsedRaftState(successOf(this.#node.name, variables));
    if (raft === undefined) throw new Error(`${this.#node.name} tells nothing of its Raft`);
    const { role, term, applied, leader } = raft;
    if (leader === undefined) return { role, term, index: applied };
    return { role, leader: await this.#nameOf(leader, signal), term, index: applied };
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #nameOf(member: string, signal: AbortSignal): Promise<string> {
    if (!this.#names.has(member)) this.#names = parsedMembers(await this.#ask(this.#membersRequest, signal));
    return this.#names.get(member) ?? member;
  }

  /** etcd 0.4 does not publish its Raft; its statistics name its role and the leader that it follows. */
  async #askOld(signal: AbortSignal): Promise<NodeStatus> {
    const status = parsedSelf(await this.#ask(selfRequest, signal));
    if (status === undefined) throw new Error(`${this.#node.name} tells nothing of its office`);
    return status;
  }

  #ask(request: Request, signal: AbortSignal): Promise<string> {
    return askBody(this.#node.name, this.#http, request, signal);
  }
}
