/** A node's own view: the role of its server, and the latest failover that its Sentinel knows of, as the term. */
import type { NodeStatus } from '@/lib/protocol/node-status';
import type { StatusProbe } from '../kit/client';
import type { Member } from '../kit/daemon-system';
import type { Deadline } from '../kit/http/deadline';
import type { SystemNode } from '../kit/system';
import { RedisConnection, RedisError } from './connection';
import { sentinelPort, serverPort } from './member';
import { infoOf, sightOf, statusOf } from './state';

export class ReplicatedStatusProbe implements StatusProbe {
  readonly #node: SystemNode;
  readonly #member: () => Pick<Member<unknown>, 'token' | 'context'>;
  #server: RedisConnection | undefined;
  #sentinel: RedisConnection | undefined;

  constructor(node: SystemNode, member: () => Pick<Member<unknown>, 'token' | 'context'>) {
    this.#node = node;
    this.#member = member;
  }

  async ask(signal: AbortSignal): Promise<NodeStatus> {
    const limit: Deadline = {
      signal,
      reason: () => (signal.aborted ? { kind: 'timed-out' } : undefined),
      release: () => undefined,
    };
    const { token, context } = this.#member();
    const { name } = this.#node;
    const [info, epoch] = await Promise.all([this.#info(token, limit), this.#epoch(limit)]);
    const nameOf = (address: string) => context.nodes.find(({ remote }) => remote.address === address)?.name ?? address;
    const status = statusOf(info, nameOf, epoch);
    if (status === undefined) throw new Error(`${name} tells nothing of its role`);
    return status;
  }

  async close(): Promise<void> {
    this.#server?.close();
    this.#sentinel?.close();
  }

  async #info(password: string, limit: Deadline) {
    if (!this.#server?.isOpen) this.#server = await this.#open(serverPort, password, limit);
    return infoOf(this.#server, 'replication', limit);
  }

  /** Undefined where the Sentinel does not answer; the server's role is worth telling without it. */
  async #epoch(limit: Deadline): Promise<number | undefined> {
    try {
      if (!this.#sentinel?.isOpen) this.#sentinel = await this.#open(sentinelPort, undefined, limit);
      return (await sightOf(this.#sentinel, limit))?.epoch;
    } catch (error) {
      if (error instanceof RedisError) return undefined;
      throw error;
    }
  }

  #open(port: number, password: string | undefined, limit: Deadline): Promise<RedisConnection> {
    const { remote } = this.#node;
    return RedisConnection.open(remote, { host: remote.address, port }, password, limit);
  }
}
