/** How a command asks the server that serves a data directory: by the endpoints of the contract, with the token. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import {
  type AnswerOf,
  type Endpoint,
  type ParamsOf,
  pathOf,
  type RequestParts,
  readAnswer,
  readRefusal,
} from '@/lib/protocol/api/endpoint';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { ClewError } from '../base/failure';

/** A file left by a killed server can name a port on which something else listens and says nothing. */
const aliveLimitMs = 5_000;

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
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(origin: string, token: string) {
    this.origin = origin;
    this.headers = { authorization: `Bearer ${token}` };
  }

  /** @throws RefusedError; ClewError where the answer does not fit the contract, as that of another version */
  async ask<E extends Endpoint>(
    endpoint: E,
    { params, body, signal }: RequestParts<E> & { readonly signal?: AbortSignal },
  ): Promise<AnswerOf<E>> {
    const response = await this.#send(endpoint, params === undefined ? endpoint.path : pathOf(endpoint, params), {
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    const answer = readAnswer(endpoint, await response.text());
    if (answer.ok) return answer.value;
    const cure = 'use the version of Clew that the server has';
    throw new ClewError({ message: `${this.origin}${endpoint.path} answered something else: ${answer.error}`, cure });
  }

  /** A file, piece by piece. @throws RefusedError */
  async open<E extends Endpoint>(
    endpoint: E,
    params: ParamsOf<E>,
    query: Readonly<Record<string, string>> = {},
  ): Promise<AsyncIterable<Uint8Array>> {
    const { body } = await this.#send(endpoint, `${pathOf(endpoint, params)}?${new URLSearchParams(query)}`, {});
    if (!body) throw new ClewError({ message: `${this.origin} sent an answer without a body` });
    return body;
  }

  async #send({ method }: Endpoint, path: string, options: RequestInit): Promise<Response> {
    const headers = { ...this.headers, 'content-type': 'application/json' };
    const response = await fetch(`${this.origin}${path}`, { ...options, method, headers });
    if (response.ok) return response;
    const refusal = readRefusal(await response.text());
    const issues = refusal?.issues?.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
    const reason = refusal?.message ?? `it answered ${response.status}`;
    throw new RefusedError(response.status, issues ? `${reason} (${issues})` : reason);
  }
}

const serverFileSchema = z.object({ pid: z.int(), url: z.url(), token: z.string() });

/** The server that serves the data directory, if one is alive. */
export async function findServer(dataDirectory: string): Promise<ServerClient | undefined> {
  const file = await readServerFile(dataDirectory);
  if (!file) return undefined;
  const client = new ServerClient(new URL(file.url).origin, file.token);
  return (await isAlive(client)) ? client : undefined;
}

/** Nothing where there is none, or where a crash left half of one. */
async function readServerFile(dataDirectory: string): Promise<z.output<typeof serverFileSchema> | undefined> {
  try {
    return serverFileSchema.safeParse(JSON.parse(await readFile(join(dataDirectory, 'server.json'), 'utf8'))).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether a server answers there and knows the token; a file left by a killed one says nothing. */
async function isAlive(client: ServerClient): Promise<boolean> {
  try {
    await client.ask(endpoints.listRuns, { signal: AbortSignal.timeout(aliveLimitMs) });
    return true;
  } catch {
    return false;
  }
}
