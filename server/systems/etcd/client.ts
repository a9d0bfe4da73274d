/**
 * The client of the test: reads, writes and compare-and-sets one key of the v2 API, bound to one node. Values are kept
 * as JSON text, so that null and 0 differ.
 */
import { AssertionError } from '@/lib/base/assert';
import { err, ok, type Result } from '@/lib/base/result';
import type { Op, Revision } from '@/lib/history/op';
import { casArguments } from '../kit/cas-arguments';
import type { Client, Completion } from '../kit/client';
import { completionType } from '../kit/error-table';
import { type Deadline, deadline } from '../kit/http/deadline';
import { type Answer, NodeHttp, type Request, urlHost } from '../kit/http/node-http';
import type { RequestError } from '../kit/http/request-error';
import type { SystemNode } from '../kit/system';
import { classify } from './errors';
import { leaderPath, parsedLeader, parsedRegister, registerPath } from './keys';
import { clientPort } from './member';

/** More hops than a cluster has members: two nodes that each name the other as leader end here. */
const redirectLimit = 10;

/** An answer with the node that gave it. */
interface Located {
  readonly answer: Answer;
  readonly node: string;
}

export const readLevels = ['local', 'leader', 'quorum'] as const;
export type EtcdReadLevel = (typeof readLevels)[number];

interface EtcdClientOptions {
  readonly readLevel: EtcdReadLevel;
  readonly timeoutMs: number;
  /** Whether the nodes understand `consistent=true`; only etcd 0.4 does. */
  readonly hasConsistentReads: boolean;
}

export class EtcdClient implements Client {
  readonly #node: SystemNode;
  readonly #nodes: readonly SystemNode[];
  readonly #options: EtcdClientOptions;
  /** By node; to another node only after a leader read was redirected there. */
  readonly #connections = new Map<string, NodeHttp>();

  constructor(node: SystemNode, nodes: readonly SystemNode[], options: EtcdClientOptions) {
    this.#node = node;
    this.#nodes = nodes;
    this.#options = options;
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const limit = deadline(this.#options.timeoutMs, signal);
    try {
      const result = await this.#perform(op, limit);
      const completed = result.ok ? completionOf(op, result.value) : result;
      if (completed.ok) return completed.value;
      const verdict = classify(completed.error);
      const node = result.ok ? result.value.node : this.#node.name;
      return { type: completionType(verdict), error: verdict.error, node };
    } finally {
      limit.release();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
    this.#connections.clear();
  }

  async #perform(op: Op, limit: Deadline): Promise<Result<Located, RequestError>> {
    switch (op.f) {
      case 'read':
        return this.#read(limit);
      case 'write':
        return this.#ask(this.#node, put({ value: JSON.stringify(op.value) }), limit);
      case 'cas': {
        const [expected, next] = casArguments(op.value);
        const form = { value: JSON.stringify(next), prevValue: JSON.stringify(expected) };
        return this.#ask(this.#node, put(form), limit);
      }
      default:
        throw new AssertionError(`the etcd client knows no ${op.f}`);
    }
  }

  async #read(limit: Deadline): Promise<Result<Located, RequestError>> {
    switch (this.#options.readLevel) {
      case 'local':
        return this.#ask(this.#node, get(), limit);
      case 'quorum':
        return this.#ask(this.#node, get({ quorum: 'true' }), limit);
      case 'leader':
        if (this.#options.hasConsistentReads) return this.#ask(this.#node, get({ consistent: 'true' }), limit);
        return this.#readFromLeader(limit);
      default:
        throw new AssertionError(`etcd has no read level ${this.#options.readLevel}`);
    }
  }

  /**
   * Does what `consistent=true` did by redirects until etcd 0.4: asks the node that this one takes for the leader,
   * which answers from its local state if it considers itself the leader and otherwise names another. No majority is
   * involved, so a deposed leader that has not learned of its successor still answers.
   */
  async #readFromLeader(limit: Deadline): Promise<Result<Located, RequestError>> {
    let node = this.#node;
    for (let hop = 0; hop <= redirectLimit; hop++) {
      const belief = await this.#ask(node, { method: 'GET', path: leaderPath }, limit);
      if (!belief.ok) return belief;
      const name = parsedLeader(belief.value.answer.body);
      if (name === node.name) return this.#ask(node, get(), limit);
      const leader = this.#nodes.find((candidate) => candidate.name === name);
      if (leader === undefined) return err({ kind: 'unknown', message: `${node.name} names no known leader: ${name}` });
      node = leader;
    }
    return err({ kind: 'redirect-loop' });
  }

  /**
   * A follower of etcd 0.4 redirects writes and consistent reads to the node that it takes for the leader. It applies
   * none of them itself, so the last answer decides the outcome.
   */
  async #ask(asked: SystemNode, request: Request, limit: Deadline): Promise<Result<Located, RequestError>> {
    let node = asked;
    for (let hop = 0; hop <= redirectLimit; hop++) {
      const result = await this.#connection(node).request(request, limit);
      if (!result.ok) return result;
      const { status, body } = result.value;
      if (status === 200 || status === 201) return ok({ answer: result.value, node: node.name });
      const location = status === 307 ? result.value.header('location') : undefined;
      if (location === undefined) return err({ kind: 'answer', status, body });
      const next = this.#nodeAt(location);
      if (next === undefined) return err({ kind: 'unknown', message: `${node.name} sends us to ${location}` });
      node = next;
    }
    return err({ kind: 'redirect-loop' });
  }

  #nodeAt(location: string): SystemNode | undefined {
    if (!URL.canParse(location)) return undefined;
    const { hostname } = new URL(location);
    return this.#nodes.find(({ remote }) => urlHost(remote.address) === hostname);
  }

  #connection(node: SystemNode): NodeHttp {
    const open = this.#connections.get(node.name);
    if (open !== undefined) return open;
    const connection = new NodeHttp(node.remote, clientPort);
    this.#connections.set(node.name, connection);
    return connection;
  }
}

function get(query?: Readonly<Record<string, string>>): Request {
  return { method: 'GET', path: registerPath, ...(query === undefined ? {} : { query }) };
}

function put(form: Readonly<Record<string, string>>): Request {
  return { method: 'PUT', path: registerPath, body: { form } };
}

/** A success status without the key is not a success. */
function completionOf(op: Op, { answer, node }: Located): Result<Completion, RequestError> {
  const register = parsedRegister(answer.body);
  if (register === undefined) {
    return err({ kind: 'unknown', message: `not an answer about a JSON value: ${answer.body}` });
  }
  // The index of the store that answered.
  const index = Number(answer.header('x-etcd-index') ?? Number.NaN);
  const revision: Revision = {
    modifiedIndex: register.modifiedIndex,
    ...(Number.isSafeInteger(index) && { index }),
  };
  return ok({ type: 'ok', value: op.f === 'read' ? register.value : op.value, node, revision });
}
