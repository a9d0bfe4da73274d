/**
 * A session with a database on one node, through the SSH connection to that node. One statement at a time, each sent once.
 * The limit of an operation ends the session, because an answer that is still under way would be taken for the next
 * statement's; a session that ended stays ended, and whoever needs another one opens it.
 */
import type { Duplex } from 'node:stream';
import { assert } from '@/lib/base/assert';
import type { Remote } from '../../../nodes/remote';
import type { Deadline } from '../http/deadline';
import { type Account, type Driver, type DriverConnection, ServerRefusal, type SqlAnswer } from './driver';
import { type RequestError, SqlError } from './request-error';

/** Where and how a database takes statements. */
export interface Database {
  readonly port: number;
  readonly driver: Driver;
  readonly account: Account;
}

export class SqlSession {
  readonly #stream: Duplex;
  readonly #connection: DriverConnection;
  #isOpen = true;
  #isBusy = false;

  private constructor(stream: Duplex, connection: DriverConnection) {
    this.#stream = stream;
    this.#connection = connection;
    for (const end of ['close', 'end', 'error']) stream.on(end, () => this.close());
  }

  /** Whatever goes wrong here, no statement was sent. @throws SqlError */
  static async open(remote: Remote, database: Database, limit: Deadline): Promise<SqlSession> {
    const stream = await connected(remote, database.port, limit);
    const session = new SqlSession(stream, database.driver(stream, database.account));
    try {
      await session.#answerOf(session.#connection.greeted(), limit);
      return session;
    } catch (error) {
      session.close();
      if (!(error instanceof SqlError)) throw error;
      const { kind } = error.requestError;
      if (kind === 'refused' || kind === 'stopped') throw error;
      throw new SqlError({ kind: 'not-connected', message: error.message }, { cause: error });
    }
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** @throws SqlError, after which the session is open only where the server itself refused */
  async query(text: string, limit: Deadline): Promise<SqlAnswer> {
    assert(!this.#isBusy, 'a session carries one statement at a time');
    if (!this.#isOpen) throw new SqlError({ kind: 'connection-lost', message: 'the connection had ended' });
    this.#isBusy = true;
    try {
      return await this.#answerOf(this.#connection.query(text), limit);
    } catch (error) {
      if (!(error instanceof SqlError) || error.requestError.kind !== 'refused') this.close();
      throw error;
    } finally {
      this.#isBusy = false;
    }
  }

  close(): void {
    this.#isOpen = false;
    this.#stream.destroy();
  }

  /** Until the answer, the end of the connection or the limit, whichever comes first. */
  #answerOf<T>(answer: Promise<T>, limit: Deadline): Promise<T> {
    return new Promise((resolve, reject) => {
      const fail = (requestError: RequestError, cause?: unknown) => reject(new SqlError(requestError, { cause }));
      const onLimit = () => fail(reasonOf(limit));
      const onClose = () => fail({ kind: 'connection-lost', message: 'the connection ended' });
      const settle = () => {
        limit.signal.removeEventListener('abort', onLimit);
        this.#stream.off('close', onClose);
      };
      answer
        .then(resolve, (error: unknown) => {
          if (error instanceof ServerRefusal)
            fail({ kind: 'refused', code: error.code, message: error.message }, error);
          else
            fail({ kind: 'connection-lost', message: error instanceof Error ? error.message : String(error) }, error);
        })
        .finally(settle);
      if (limit.signal.aborted) onLimit();
      else limit.signal.addEventListener('abort', onLimit, { once: true });
      if (this.#stream.destroyed) onClose();
      else this.#stream.once('close', onClose);
    });
  }
}

/** A connection that comes after the limit is ended. */
async function connected(remote: Remote, port: number, limit: Deadline): Promise<Duplex> {
  if (limit.signal.aborted) throw new SqlError({ kind: 'not-connected', message: 'no time was left to connect' });
  let isLate = false;
  let onLimit: () => void = () => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    onLimit = () => {
      isLate = true;
      const isStopped = reasonOf(limit).kind === 'stopped';
      reject(
        new SqlError(isStopped ? { kind: 'stopped' } : { kind: 'not-connected', message: 'no connection in time' }),
      );
    };
    limit.signal.addEventListener('abort', onLimit, { once: true });
  });
  const opened = remote.connect(remote.address, port).then(
    (stream) => {
      if (isLate) stream.destroy();
      return stream;
    },
    (cause: unknown) => {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new SqlError(
        { kind: /refused/i.test(message) ? 'connection-refused' : 'not-connected', message },
        { cause },
      );
    },
  );
  try {
    return await Promise.race([opened, late]);
  } finally {
    limit.signal.removeEventListener('abort', onLimit);
    // Who lost the race has nobody left who listens.
    opened.catch(() => undefined);
  }
}

function reasonOf(limit: Deadline): RequestError {
  return { kind: limit.reason()?.kind === 'stopped' ? 'stopped' : 'timed-out' };
}
