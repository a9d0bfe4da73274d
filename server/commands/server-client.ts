/**
 * How a command asks the server that serves a data directory: by the endpoints of the contract, with the key that the
 * server left there. Whatever listens is asked to prove first that it is that server.
 */
import { Readable } from 'node:stream';
import {
  type AnswerOf,
  type Endpoint,
  type ParamsOf,
  pathOf,
  queryText,
  type RequestParts,
  readAnswer,
  readRefusal,
} from '@/lib/protocol/api/endpoint';
import { ClewError } from '../base/failure';
import { type FoundServer, lookForServer } from './find-server';

/** What a request may take: the slowest one writes a few rows, on a machine that is busy with a test. */
const answerLimitMs = 30_000;

/** Until a file begins, and from one piece of it to the next: a long history is put together first. */
const pieceLimitMs = 120_000;

/** What the server says against a request. */
export class RefusedError extends ClewError {
  override readonly name = 'RefusedError';
  readonly status: number;
  /** The server's own words. */
  readonly reason: string;

  constructor(status: number, reason: string) {
    super({ message: `the server refused: ${reason}` });
    this.status = status;
    this.reason = reason;
  }
}

export class ServerClient {
  readonly #dataDirectory: string;
  #server: FoundServer;

  constructor(dataDirectory: string, server: FoundServer) {
    this.#dataDirectory = dataDirectory;
    this.#server = server;
  }

  get origin(): string {
    return this.#server.origin;
  }

  get headers(): Readonly<Record<string, string>> {
    return { authorization: `Bearer ${this.#server.key}` };
  }

  /** Looks again: a server that was started anew has another key. @returns whether there is one */
  async renew(): Promise<boolean> {
    const looked = await lookForServer(this.#dataDirectory);
    if (looked.kind === 'found') this.#server = looked.server;
    return looked.kind === 'found';
  }

  /** @throws RefusedError; ClewError where the answer does not fit the contract, as that of another version, or none comes */
  async ask<E extends Endpoint>(endpoint: E, { params, query, body }: RequestParts<E>): Promise<AnswerOf<E>> {
    const path = `${params === undefined ? endpoint.path : pathOf(endpoint, params)}${queryText(query)}`;
    const limit = new Limit(answerLimitMs);
    const text = await this.#answered(limit, async () => {
      const options = { ...(body === undefined ? {} : { body: JSON.stringify(body) }), signal: limit.signal };
      return (await this.#send(endpoint, path, options)).text();
    });
    return this.#read(endpoint, text);
  }

  #read<E extends Endpoint>(endpoint: E, text: string): AnswerOf<E> {
    const answer = readAnswer(endpoint, text);
    if (answer.ok) return answer.value;
    const cure = 'use the version of Clew that the server has';
    throw new ClewError({ message: `${this.origin}${endpoint.path} answered something else: ${answer.error}`, cure });
  }

  /** Sends a file of any length. @throws RefusedError, as soon as the server refuses it */
  async send<E extends Endpoint>(endpoint: E, params: ParamsOf<E>, file: Readable): Promise<AnswerOf<E>> {
    const limit = new Limit(pieceLimitMs);
    const pieces = async function* () {
      for await (const piece of file) {
        limit.begin();
        yield piece as Uint8Array;
      }
      limit.begin();
    };
    try {
      const text = await this.#answered(limit, async () => {
        const body = Readable.toWeb(Readable.from(pieces())) as unknown as NonNullable<RequestInit['body']>;
        const headers = { ...this.headers, 'content-type': 'application/octet-stream' };
        const options = { method: endpoint.method, headers, body, duplex: 'half', signal: limit.signal };
        return this.#textOf(await fetch(`${this.origin}${pathOf(endpoint, params)}`, options as RequestInit));
      });
      return this.#read(endpoint, text);
    } finally {
      file.destroy();
    }
  }

  /** A file, piece by piece. @throws RefusedError */
  async open<E extends Endpoint>(
    endpoint: E,
    params: ParamsOf<E>,
    query: Readonly<Record<string, string>> = {},
  ): Promise<AsyncIterable<Uint8Array>> {
    const limit = new Limit(pieceLimitMs);
    const path = `${pathOf(endpoint, params)}?${new URLSearchParams(query)}`;
    const { body } = await this.#answered(limit, () => this.#send(endpoint, path, { signal: limit.signal }));
    if (!body) throw new ClewError({ message: `${this.origin} sent an answer without a body` });
    return this.#pieces(body, limit);
  }

  async *#pieces(body: AsyncIterable<Uint8Array>, limit: Limit): AsyncGenerator<Uint8Array> {
    const pieces = body[Symbol.asyncIterator]();
    try {
      for (;;) {
        limit.begin();
        const { done, value } = await this.#answered(limit, () => pieces.next());
        if (done) return;
        yield value;
      }
    } finally {
      await pieces.return?.();
    }
  }

  /** @throws ClewError where nothing came within the limit, or nobody listens */
  async #answered<T>(limit: Limit, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ClewError) throw error;
      const what = limit.signal.aborted ? `did not answer within ${limit.seconds} s` : 'does not answer';
      const cure = 'look at its terminal; if it was ended, start it again, or leave it out and the command works alone';
      throw new ClewError({ message: `the server at ${this.origin} ${what}`, cure }, { cause: error });
    } finally {
      limit.end();
    }
  }

  async #send({ method }: Endpoint, path: string, options: RequestInit): Promise<Response> {
    const ask = () =>
      fetch(`${this.origin}${path}`, {
        ...options,
        method,
        headers: { ...this.headers, 'content-type': 'application/json' },
      });
    let response = await ask();
    // Nothing was done yet. Its key is another one since it was started again.
    if (response.status === 401 && (await this.renew())) response = await ask();
    return this.#unrefused(response);
  }

  async #textOf(response: Response): Promise<string> {
    return (await this.#unrefused(response)).text();
  }

  async #unrefused(response: Response): Promise<Response> {
    if (response.ok) return response;
    const refusal = readRefusal(await response.text());
    const issues = refusal?.issues?.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
    const reason = refusal?.message ?? `it answered ${response.status}`;
    throw new RefusedError(response.status, issues ? `${reason} (${issues})` : reason);
  }
}

/** Aborts what takes too long; a wait at a time. */
class Limit {
  readonly #controller = new AbortController();
  readonly #limitMs: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
    this.begin();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get seconds(): number {
    return this.#limitMs / 1000;
  }

  begin(): void {
    this.end();
    this.#timer = setTimeout(() => this.#controller.abort(), this.#limitMs);
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/**
 * The server that serves the data directory, if one is alive and proves it.
 *
 * @param say told why something that looks like one is passed over
 */
export async function findServer(
  dataDirectory: string,
  say: (line: string) => void,
): Promise<ServerClient | undefined> {
  const looked = await lookForServer(dataDirectory);
  if (looked.kind === 'found') return new ServerClient(dataDirectory, looked.server);
  if (looked.why !== undefined) say(`clew: ${looked.why}`);
  return undefined;
}
