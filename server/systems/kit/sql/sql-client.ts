/**
 * A client whose every operation is one transaction on one node, attempted once:
 *
 *     BEGIN ── statements ── COMMIT
 *             └ whatever goes wrong until here changed nothing: `fail`
 *                              └ from here on only what the error table calls definite did: else `info`
 *
 * That holds because nothing is committed but by our COMMIT: a session that ends takes its transaction with it.
 */
import { openly, worded } from '@/lib/base/wording';
import type { Op } from '@/lib/history/op';
import { BrokenTestError, type Client, type Completion } from '../client';
import { completionType, type ErrorVerdict } from '../error-table';
import { type Deadline, deadline } from '../http/deadline';
import type { SystemNode } from '../system';
import type { Dialect } from './dialect';
import { type RequestError, SqlError } from './request-error';
import { type Database, SqlSession } from './session';
import { type SqlWorkload, sqlWorkloads, type Work, type WorkTerms } from './work';

/** Where a transaction runs. */
export interface Place {
  readonly node: SystemNode;
  /** The statement that begins one there. */
  readonly begin: string;
  /** Sent once in each session, before anything else. */
  readonly setUp: readonly string[];
}

export interface SqlClientOptions {
  /** For people: `MariaDB`. */
  readonly title: string;
  readonly workload: SqlWorkload;
  readonly database: Database;
  readonly dialect: Dialect;
  readonly terms: WorkTerms;
  /** Of an error in answer to COMMIT. */
  classify(error: RequestError): ErrorVerdict;
  /** Refusals of an account or a database that a set-up made. */
  readonly accountErrors: readonly string[];
  /** Those that only read, and all others. */
  readonly reads: Place;
  readonly writes: Place;
  readonly timeoutMs: number;
}

export class SqlClient implements Client {
  readonly #options: SqlClientOptions;
  readonly #sessions = new Map<Place, SqlSession>();

  constructor(options: SqlClientOptions) {
    this.#options = options;
  }

  async invoke(op: Op, signal: AbortSignal): Promise<Completion> {
    const { workload, dialect, terms, reads, writes, timeoutMs } = this.#options;
    const work = sqlWorkloads[workload](op, dialect, terms);
    const place = work.isReadOnly ? reads : writes;
    const limit = deadline(timeoutMs, signal);
    try {
      return { ...(await this.#transact(work, place, limit)), node: place.node.name };
    } finally {
      limit.release();
    }
  }

  async close(): Promise<void> {
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
  }

  async #transact(work: Work, place: Place, limit: Deadline): Promise<Completion> {
    let mayHaveCommitted = false;
    try {
      const session = await this.#sessionAt(place, limit);
      await session.query(place.begin, limit);
      const value = await work.perform((text) => session.query(text, limit));
      mayHaveCommitted = true;
      await session.query('COMMIT', limit);
      return { type: 'ok', value };
    } catch (error) {
      await this.#rollBack(place, error, limit);
      if (!(error instanceof SqlError)) throw error;
      const verdict = this.#options.classify(error.requestError);
      return { type: mayHaveCommitted ? completionType(verdict) : 'fail', error: verdict.error };
    }
  }

  /** @throws BrokenTestError where the node does not know the account of the test */
  async #sessionAt(place: Place, limit: Deadline): Promise<SqlSession> {
    const { database, title, accountErrors } = this.#options;
    const { node, setUp } = place;
    const known = this.#sessions.get(place);
    if (known?.isOpen) return known;
    const session = await SqlSession.open(node.remote, database, limit).catch((error: unknown) => {
      const { requestError } = error instanceof SqlError ? error : {};
      if (requestError?.kind !== 'refused' || !accountErrors.includes(requestError.code)) throw error;
      throw new BrokenTestError(
        {
          message: worded`${openly(node.name)}: ${openly(title)} refuses the account of the test: ${requestError.message}`,
          cure: `See that no other ${title} listens on port ${database.port} of the node, and start the run again.`,
          node: node.name,
        },
        { cause: error },
      );
    });
    try {
      for (const statement of setUp) await session.query(statement, limit);
    } catch (error) {
      session.close();
      throw error;
    }
    this.#sessions.set(place, session);
    return session;
  }

  /** A session that may be in the middle of something is of no further use. */
  async #rollBack(place: Place, error: unknown, limit: Deadline): Promise<void> {
    const session = this.#sessions.get(place);
    if (!session?.isOpen) return;
    if (error instanceof SqlError) await session.query('ROLLBACK', limit).catch(() => session.close());
    else session.close();
  }
}
