/**
 * One connection to a Redis, a Valkey or a Sentinel: ioredis over a stream through the SSH connection of a node. It does
 * what it is asked once and nothing else: it never connects again, keeps no command for later, sends none twice, and asks
 * the server nothing on its own. What ends it, a time limit included, ends it for good.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AbstractConnector, Redis } from 'ioredis';
import { assert } from '@/lib/base/assert';
import type { Remote } from '../../nodes/remote';
import type { Deadline } from '../kit/http/deadline';
import { LimitError, NotOpenedError, openStream, orLimit } from '../kit/stream';
import type { RequestError } from './request-error';

export interface Place {
  readonly host: string;
  readonly port: number;
}

export type Command = readonly [name: string, ...args: string[]];

/** As RESP 2 has them. */
export type Reply = string | number | null | readonly Reply[];

/** A command without a usable answer; the error table classifies the reason. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
  readonly requestError: RequestError;

  constructor(requestError: RequestError) {
    super('message' in requestError ? requestError.message : requestError.kind);
    this.requestError = requestError;
  }
}

/** A stream that is open already, and is not opened again. */
class OpenedStream extends AbstractConnector {
  readonly #stream: Duplex;

  constructor(stream: Duplex) {
    super(0);
    this.#stream = stream;
  }

  async connect(): Promise<Socket> {
    // Of a socket ioredis uses what every Duplex has, with the options below.
    this.stream = this.#stream as Socket;
    return this.stream;
  }

  /** At once: what is still under way is not waited for. */
  override disconnect(): void {
    this.#stream.destroy();
  }
}

/** Without a value of its own, ioredis chooses: it would resend, reconnect, queue, and greet the server. */
const once = {
  lazyConnect: true,
  retryStrategy: null,
  reconnectOnError: null,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  enableOfflineQueue: false,
  enableReadyCheck: false,
  enableAutoPipelining: false,
  disableClientInfo: true,
  protocol: 2,
  connectTimeout: 0,
  noDelay: false,
} as const;

export class RedisConnection {
  readonly #redis: Redis;
  readonly #stream: Duplex;
  #failure: Error | undefined;

  private constructor(stream: Duplex) {
    class Connector extends OpenedStream {
      constructor() {
        super(stream);
      }
    }
    this.#stream = stream;
    // A channel of SSH has no keep-alive to set; only what is no number is left alone.
    this.#redis = new Redis({ ...once, Connector, ...({ keepAlive: null } as object) });
    this.#redis.on('error', (error: Error) => {
      this.#failure ??= error;
    });
    // A channel of SSH stays half open when the server has gone.
    stream.once('end', () => this.close());
  }

  /**
   * Nothing that changes data is sent before it resolves.
   * @param password none where the server has none
   * @throws RedisError of the kinds connection-refused and not-connected, and for a refused password
   */
  static async open(
    remote: Remote,
    place: Place,
    password: string | undefined,
    limit: Deadline,
  ): Promise<RedisConnection> {
    const stream = await openStream(remote, place, limit).catch((error: unknown) => {
      throw error instanceof NotOpenedError ? new RedisError(error.requestError) : error;
    });
    const connection = new RedisConnection(stream);
    try {
      await orLimit(connection.#redis.connect(), limit);
      if (password !== undefined) await connection.request(['AUTH', password], limit);
      return connection;
    } catch (error) {
      connection.close();
      const reason = connection.#reasonOf(error);
      const { kind } = reason;
      throw new RedisError(kind === 'answer' ? reason : { kind: 'not-connected', message: wordsOf(reason) });
    }
  }

  get isOpen(): boolean {
    return this.#redis.status === 'ready' && this.#stream.writable;
  }

  /** @throws RedisError when there is no answer, or one that is an error; after one without an answer it is closed */
  request([name, ...args]: Command, limit: Deadline): Promise<Reply> {
    return this.#answer(() => this.#redis.call(name, ...args), limit);
  }

  /** All at one moment, between MULTI and EXEC, sent at once. @throws RedisError as `request` does */
  async transaction(commands: readonly Command[], limit: Deadline): Promise<readonly Reply[]> {
    const replies = await this.#answer(() => {
      const multi = this.#redis.multi();
      for (const [name, ...args] of commands) multi.call(name, ...args);
      return multi.exec();
    }, limit);
    assert(Array.isArray(replies), 'a transaction that watches nothing is executed');
    return replies.map(([error, reply]: [Error | null, Reply]) => {
      // The others may have been carried out.
      if (error !== null) throw new RedisError({ kind: 'unknown', message: error.message });
      return reply;
    });
  }

  close(): void {
    this.#redis.disconnect();
  }

  async #answer(ask: () => Promise<unknown>, limit: Deadline): Promise<Reply> {
    if (limit.signal.aborted) throw new RedisError(new LimitError(limit).requestError as RequestError);
    try {
      return (await orLimit(ask(), limit)) as Reply;
    } catch (error) {
      const reason = this.#reasonOf(error);
      if (reason.kind !== 'answer') this.close();
      throw new RedisError(reason);
    }
  }

  #reasonOf(error: unknown): RequestError {
    if (error instanceof RedisError) return error.requestError;
    if (error instanceof LimitError) return error.requestError as RequestError;
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof Error && error.name === 'ReplyError') return { kind: 'answer', message };
    const isLost = message === 'Connection is closed.' || message === 'Command aborted due to connection close';
    if (isLost && this.#failure?.name === 'ParserError') return { kind: 'unknown', message: this.#failure.message };
    return { kind: isLost ? 'connection-lost' : 'unknown', message: this.#failure?.message ?? message };
  }
}

function wordsOf(reason: RequestError): string {
  if (reason.kind === 'timed-out') return 'no connection within the time limit';
  return 'message' in reason ? reason.message : reason.kind;
}
