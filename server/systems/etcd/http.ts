/**
 * HTTP to the etcd of one node, through the SSH connection to that node. One kept-alive connection, one request at a
 * time, and no request is ever sent twice: a retry behind our back would put operations into the system that the
 * history knows nothing of.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Client } from 'undici';
import { assert } from '@/lib/base/assert';
import { err, ok, type Result } from '@/lib/base/result';
import type { Remote } from '../../control/remote';
import type { Deadline } from './deadline';
import { clientPort, clientUrl } from './member';
import type { Trouble } from './trouble';

/** An answer of the keys API for one small key has some hundred bytes. */
const maxAnswerBytes = 1024 * 1024;
/** A node that neither opens nor refuses a forwarded connection by then must not block this client for ever. */
const connectTimeoutMs = 10_000;
/** Idle workers come back within the delay of their load, which rarely is longer. */
const keepAliveTimeoutMs = 60_000;

export interface Request {
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as a form, as the v2 API wants it. */
  readonly form?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
  /** The X-Etcd-Index header: how far the store was that answered. */
  readonly etcdIndex?: number;
}

/** Rejections of `Remote.connect`, told apart from everything undici may throw. */
class NotConnectedError extends Error {
  override readonly name = 'NotConnectedError';
}

export class NodeHttp {
  readonly #client: Client;
  readonly #remote: Remote;
  #socket: Duplex | undefined;
  #opened = 0;
  #isBusy = false;

  constructor(remote: Remote) {
    this.#remote = remote;
    this.#client = new Client(clientUrl(remote.address), {
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
  async request(request: Request, deadline: Deadline): Promise<Result<Answer, Trouble>> {
    assert(!this.#isBusy, 'a client invokes one operation at a time');
    this.#isBusy = true;
    const openedBefore = this.#opened;
    const wasOpen = this.#socket !== undefined;
    try {
      return ok(await orAborted(this.#send(request, deadline.signal), deadline.signal));
    } catch (error) {
      const hadSocket = wasOpen || this.#opened > openedBefore;
      return err(deadline.trouble() ?? troubleOf(error, hadSocket));
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
      ...(request.form === undefined
        ? {}
        : {
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            body: new URLSearchParams(request.form).toString(),
          }),
    });
    const body = await response.body.text();
    const header = Number(response.headers['x-etcd-index'] ?? Number.NaN);
    return { status: response.statusCode, body, ...(Number.isSafeInteger(header) ? { etcdIndex: header } : {}) };
  }

  /** A socket that closed is forgotten at once, so that the next request opens another one. */
  async #open(): Promise<Duplex> {
    const socket = await within(this.#remote.connect(this.#remote.address, clientPort));
    this.#opened++;
    this.#socket = socket;
    socket.once('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
    return socket;
  }
}

/**
 * The one place that may say that nothing was sent. It takes both: no connection came about, and there was no other
 * open connection at any time of this request.
 */
function troubleOf(error: unknown, hadSocket: boolean): Trouble {
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
