/**
 * HTTP to the system on one node, through the SSH connection to that node. One kept-alive connection, one request at a
 * time, and no request is ever sent twice: a retry behind our back would put operations into the system that the
 * history knows nothing of.
 */
import { isIPv6, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client } from 'undici';
import { assert } from '@/lib/base/assert';
import type { Json } from '@/lib/base/json';
import { err, ok, type Result } from '@/lib/base/result';
import type { Remote } from '../../../nodes/remote';
import type { Deadline } from './deadline';
import type { RequestError } from './request-error';

/** An answer about one small key has some hundred bytes. */
const maxAnswerBytes = 1024 * 1024;
/** A node that neither opens nor refuses a forwarded connection by then must not block this client indefinitely. */
const connectTimeoutMs = 10_000;
/** Idle workers come back within the delay of their load, which rarely is longer. */
const keepAliveTimeoutMs = 60_000;

export interface Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Body;
}

export type Body =
  | { readonly form: Readonly<Record<string, string>> }
  | { readonly json: Json }
  | { readonly text: string };

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Undefined where the answer has no such header, or several. @param name in lower case */
  header(name: string): string | undefined;
}

/** Rejections of `Remote.connect`, told apart from everything undici may throw. */
class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';
}

export class NodeHttp {
  readonly #client: Client;
  readonly #remote: Remote;
  readonly #port: number;
  #socket: Duplex | undefined;
  #opened = 0;
  #isBusy = false;

  constructor(remote: Remote, port: number) {
    this.#remote = remote;
    this.#port = port;
    this.#client = new Client(`http://${urlHost(remote.address)}:${port}`, {
      pipelining: 1,
      keepAliveTimeout: keepAliveTimeoutMs,
      // The deadline of the operation is the only limit; undici's own fire late.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: maxAnswerBytes,
      connect: (_options, callback) => {
        this.#open().then(
          // undici needs of a socket only what a Duplex has.
          (socket) => callback(null, socket as Socket),
          (error: Error) => callback(error, null),
        );
      },
    });
  }

  /** Never rejects; an answer of any status is a value. */
  async request(request: Request, deadline: Deadline): Promise<Result<Answer, RequestError>> {
    assert(!this.#isBusy, 'a client invokes one operation at a time');
    this.#isBusy = true;
    const openedBefore = this.#opened;
    const wasOpen = this.#socket !== undefined;
    try {
      return ok(await orAborted(this.#send(request, deadline.signal), deadline.signal));
    } catch (error) {
      const hadSocket = wasOpen || this.#opened > openedBefore;
      return err(deadline.reason() ?? requestErrorOf(error, hadSocket));
    } finally {
      this.#isBusy = false;
    }
  }

  async close(): Promise<void> {
    await this.#client.destroy();
    this.#socket?.destroy();
  }

  async #send(request: Request, signal: AbortSignal): Promise<Answer> {
    signal.throwIfAborted();
    const query = request.query === undefined ? '' : `?${new URLSearchParams(request.query)}`;
    const response = await this.#client.request({
      method: request.method,
      path: `${request.path}${query}`,
      signal,
      ...(request.body && encoded(request.body)),
    });
    const body = await response.body.text();
    const { statusCode: status, headers } = response;
    const header = (name: string) => {
      const value = headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    return { status, body, header };
  }

  /** A socket that closed is forgotten at once, so that the next request opens another one. */
  async #open(): Promise<Duplex> {
    const socket = await within(this.#remote.connect(this.#remote.address, this.#port));
    this.#opened++;
    this.#socket = socket;
    socket.once('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
    return socket;
  }
}

function encoded(body: Body): { readonly headers: Record<string, string>; readonly body: string } {
  if ('json' in body) return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body.json) };
  if ('text' in body) return { headers: { 'content-type': 'text/plain' }, body: body.text };
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { headers, body: new URLSearchParams(body.form).toString() };
}

/** As an address stands in a URL. */
export function urlHost(address: string): string {
  return isIPv6(address) ? `[${address}]` : address;
}

/**
 * The one place that may say that nothing was sent. It takes both: no connection was established, and there was no
 * other open connection at any time of this request.
 */
function requestErrorOf(error: unknown, hadSocket: boolean): RequestError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof NotConnectedError && !hadSocket) {
    return { kind: /refused/i.test(message) ? 'connection-refused' : 'not-connected', message };
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const isLost =
    error instanceof NotConnectedError || (typeof code === 'string' && /^(UND_ERR_SOCKET|ECONN|EPIPE)/.test(code));
  return { kind: isLost ? 'connection-lost' : 'unknown', message };
}

/** undici heeds a signal only once its connection is open; a limit must hold before that, too. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

async function within(connecting: Promise<Duplex>): Promise<Duplex> {
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      isLate = true;
      reject(new NotConnectedError(`no connection within ${connectTimeoutMs} ms`));
    }, connectTimeoutMs);
  });
  const opened = connecting.then(
    (socket) => {
      if (isLate) socket.destroy();
      return socket;
    },
    (cause: unknown) => {
      throw new NotConnectedError(cause instanceof Error ? cause.message : String(cause), { cause });
    },
  );
  try {
    return await Promise.race([opened, late]);
  } finally {
    clearTimeout(timer);
  }
}
