/**
 * The client of the test: reads, writes and compare-and-sets one znode, bound to one node of the ensemble. Values are
 * kept as JSON text, so that null and 0 differ.
 *
 * A write, and a read at the level local, are one request each, so their answers are ZooKeeper's own. The others are two,
 * and both go through one session, that is, to one server, which answers in the order of the requests and whose state
 * never goes back:
 *
 *     read at the level sync   sync ── read         shows at least what the sync brought, at whatever later moment
 *     cas                      read ── write        the write is conditional on the version of the value just read
 *
 * Where the read of a cas is stale, its version is stale, too, and the write is refused; so the value is compared and
 * replaced at one moment, that of the write. A cas abandoned because the read returned another value changed nothing,
 * which is all that its `fail` claims.
 */
import { AssertionError } from '@/lib/base/assert';
import { isJsonEqual, type Json } from '@/lib/base/json';
import type { Op, Revision } from '@/lib/history/op';
import { casArguments } from '../kit/cas-arguments';
import type { Client, Completion } from '../kit/client';
import { type Deadline, deadline } from '../kit/http/deadline';
import type { SystemNode } from '../kit/system';
import { classify } from './errors';
import { clientPort } from './member';
import type { RequestError } from './request-error';
import { anyVersion, getData, type Request, readData, readStat, registerPath, setData, sync } from './requests';
import { type Reply, Session, SessionError } from './session';

interface ZooKeeperClientOptions {
  readonly readLevel: 'local' | 'sync';
  readonly timeoutMs: number;
}

/** An operation that has only read so far changed nothing, whatever went wrong. */
interface Stage {
  mayHaveWritten: boolean;
}

interface Shown {
  readonly value: Json;
  readonly version: number;
  readonly revision: Revision;
}

export class ZooKeeperClient implements Client {
  readonly #node: SystemNode;
  readonly #options: ZooKeeperClientOptions;
  #session: Session | undefined;
  /** Over all sessions of this client. A server that is behind it refuses the next session, as ZooKeeper prescribes. */
  #lastZxid = 0;

  constructor(node: SystemNode, options: ZooKeeperClientOptions) {
    this.#node = node;
    this.#options = options;
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const limit = deadline(this.#options.timeoutMs, signal);
    const node = this.#node.name;
    const stage: Stage = { mayHaveWritten: false };
    try {
      return { type: 'ok', node, ...(await this.#perform(op, limit, stage)) };
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      const { requestError } = error;
      if (requestError.kind !== 'refused' && requestError.kind !== 'compare-failed') this.#end();
      const verdict = classify(requestError);
      const type = stage.mayHaveWritten && !verdict.isDefinite ? 'info' : 'fail';
      return { type, error: verdict.error, node };
    } finally {
      limit.release();
    }
  }

  async close(): Promise<void> {
    this.#end();
  }

  async #perform(
    op: Op,
    limit: Deadline,
    stage: Stage,
  ): Promise<{ readonly value: Json; readonly revision: Revision }> {
    switch (op.f) {
      case 'read': {
        const session = await this.#openSession(limit);
        if (this.#options.readLevel === 'sync') await this.#ask(session, sync(registerPath), limit);
        const { value, revision } = await this.#read(session, limit);
        return { value, revision };
      }
      case 'write': {
        const session = await this.#openSession(limit);
        stage.mayHaveWritten = true;
        return { value: op.value, revision: await this.#write(session, op.value, anyVersion, limit) };
      }
      case 'cas': {
        const [expected, next] = casArguments(op.value);
        const session = await this.#openSession(limit);
        const { value, version } = await this.#read(session, limit);
        if (!isJsonEqual(value, expected)) throw new SessionError({ kind: 'compare-failed' });
        stage.mayHaveWritten = true;
        return { value: op.value, revision: await this.#write(session, next, version, limit) };
      }
      default:
        throw new AssertionError(`the ZooKeeper client knows no ${op.f}`);
    }
  }

  async #read(session: Session, limit: Deadline): Promise<Shown> {
    const { zxid, body } = await this.#ask(session, getData(registerPath), limit);
    const { data, mzxid, version } = readData(body);
    return { value: decoded(data), version, revision: { modifiedIndex: mzxid, index: zxid } };
  }

  async #write(session: Session, value: Json, version: number, limit: Deadline): Promise<Revision> {
    const { zxid, body } = await this.#ask(session, setData(registerPath, JSON.stringify(value), version), limit);
    return { modifiedIndex: readStat(body).mzxid, index: zxid };
  }

  /** The session of all requests of one operation. */
  async #openSession(limit: Deadline): Promise<Session> {
    if (!this.#session?.isOpen) {
      this.#session = await Session.open(this.#node.remote, clientPort, this.#lastZxid, limit);
    }
    return this.#session;
  }

  /** @throws SessionError for an answer with an error code, too */
  async #ask(session: Session, request: Request, limit: Deadline): Promise<Reply> {
    const reply = await session.request(request, limit);
    if (reply.zxid > this.#lastZxid) this.#lastZxid = reply.zxid;
    if (reply.code !== 0) throw new SessionError({ kind: 'refused', code: reply.code });
    return reply;
  }

  #end(): void {
    this.#session?.close();
    this.#session = undefined;
  }
}

function decoded(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new SessionError({ kind: 'unknown', message: `not a JSON value: ${text}` } satisfies RequestError);
  }
}
