/**
 * The client of the test: reads, writes and compare-and-sets one key of the v2 API, bound to one node. Values are kept
 * as JSON text, so that null and 0 differ.
 *
 * An operation is one request, so its answer is etcd's own, at whatever moment a node stands still. Two are more:
 * a request that etcd 0.4 redirects (`#ask`), and a read from the leader of a later version (`#readFromLeader`).
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
import {
  membersRequest,
  parsedMembers,
  parsedRaftState,
  parsedRegister,
  type RaftState,
  registerPath,
  variablesPath,
} from './keys';
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
  /** By node; to another node only after a request was redirected there. */
  readonly #connections = new Map<string, NodeHttp>();
  /** Of the members by their ids, which do not change during a run; asked for when a leader is first named. */
  #names: ReadonlyMap<string, string> = new Map();

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
   * Does what `consistent=true` did by redirects until etcd 0.4: goes from the node to the one that it takes for the
   * leader, which answers from its local state if it considers itself the leader and otherwise names another. No
   * majority is involved, so a deposed leader that has not learned of its successor still answers.
   *
   *     leads in term 4? ── read ── leads in term 4?      one answer
   *     leads in term 4? ─ paused ─ read ── follows       none: the answer may be of a follower
   *
   * etcd 0.4 compared its role and read in one request; here these are three, and a pause falls between any two. A
   * node that stops leading never leads in the same term again, so one that leads before and after the read, in one term,
   * has led while it read. Any other answer is dropped, and the read begins anew.
   */
  async #readFromLeader(limit: Deadline): Promise<Result<Located, RequestError>> {
    let node = this.#node;
    for (let hop = 0; hop <= redirectLimit; hop++) {
      const before = await this.#raftOf(node, limit);
      if (!before.ok) return before;
      if (before.value.role === 'leader') {
        const answer = await this.#ask(node, get(), limit);
        if (!answer.ok) return answer;
        const after = await this.#raftOf(node, limit);
        if (!after.ok) return after;
        if (after.value.role === 'leader' && after.value.term === before.value.term) return answer;
        continue;
      }
      const leader = await this.#leaderOf(node, before.value, limit);
      if (!leader.ok) return leader;
      node = leader.value;
    }
    return err({ kind: 'redirect-loop' });
  }

  /** The node's Raft as it is in memory; nothing else tells its role and its term at one moment. */
  async #raftOf(node: SystemNode, limit: Deadline): Promise<Result<RaftState, RequestError>> {
    const asked = await this.#ask(node, { method: 'GET', path: variablesPath }, limit);
    if (!asked.ok) return asked;
    const raft = parsedRaftState(asked.value.answer.body);
    return raft === undefined ? err({ kind: 'unknown', message: `${node.name} tells nothing of its Raft` }) : ok(raft);
  }

  async #leaderOf(node: SystemNode, { leader }: RaftState, limit: Deadline): Promise<Result<SystemNode, RequestError>> {
    if (leader === undefined) return err({ kind: 'no-leader' });
    if (!this.#names.has(leader)) {
      const members = await this.#ask(node, membersRequest, limit);
      if (!members.ok) return members;
      this.#names = parsedMembers(members.value.answer.body);
    }
    const name = this.#names.get(leader);
    const found = this.#nodes.find((candidate) => candidate.name === name);
    if (found !== undefined) return ok(found);
    return err({ kind: 'unknown', message: `${node.name} names no known leader: ${name ?? leader}` });
  }

  /**
   * A follower of etcd 0.4 redirects writes and consistent reads to the node that it takes for the leader. A node that
   * redirects has neither applied nor proposed anything, so a request is carried out at most once, by the node that is
   * asked last, and its answer is the outcome.
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
      if (isWithoutHost(location)) return err({ kind: 'no-leader' });
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

/** The redirect of a node that knows no leader: the path, with nothing before it. */
function isWithoutHost(location: string): boolean {
  return location.startsWith('/') && !location.startsWith('//');
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
