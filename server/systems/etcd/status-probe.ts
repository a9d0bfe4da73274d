/**
 * What an etcd node believes, read from the variables that it publishes about its own Raft. That is the belief itself:
 * a deposed leader is `StateLeader` there exactly as long as it acts as one. (The status of the v3 API has the term of
 * the last applied entry instead of the node's own, and `/v2/stats/self` goes on naming a leader that lost its office.)
 */
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { StatusProbe } from '../../runner/testbed';
import type { Deadline } from '../http/deadline';
import { NodeHttp } from '../http/node-http';
import type { SystemNode } from '../system';
import { membersPath, parsedMembers, parsedRaftState, variablesPath } from './keys';
import { clientPort } from './member';

export class EtcdStatusProbe implements StatusProbe {
  readonly #node: SystemNode;
  readonly #http: NodeHttp;
  /** Does not change during a run; asked for when a leader is first named. */
  #names: ReadonlyMap<string, string> = new Map();

  constructor(node: SystemNode) {
    this.#node = node;
    this.#http = new NodeHttp(node.remote, clientPort);
  }

  async ask(signal: AbortSignal): Promise<NodeStatus> {
    const raft = parsedRaftState(await this.#get(variablesPath, signal));
    if (raft === undefined) throw new Error(`${this.#node.name} tells nothing of its Raft`);
    const { role, term, applied, leader } = raft;
    if (leader === undefined) return { role, term, index: applied };
    return { role, leader: await this.#nameOf(leader, signal), term, index: applied };
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #nameOf(member: string, signal: AbortSignal): Promise<string> {
    if (!this.#names.has(member)) this.#names = parsedMembers(await this.#get(membersPath, signal));
    return this.#names.get(member) ?? member;
  }

  async #get(path: string, signal: AbortSignal): Promise<string> {
    const result = await this.#http.request({ method: 'GET', path }, limitedBy(signal));
    if (!result.ok) throw new Error(`${this.#node.name} did not answer: ${result.error.kind}`);
    if (result.value.status !== 200) throw new Error(`${this.#node.name} answered ${result.value.status}`);
    return result.value.body;
  }
}

/** Whoever asks keeps the time. */
function limitedBy(signal: AbortSignal): Deadline {
  return { signal, trouble: () => (signal.aborted ? { kind: 'timed-out' } : undefined), release: () => undefined };
}
