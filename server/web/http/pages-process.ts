/** Requests for pages, on their way to the process that makes them and back. It begins with the first, and again after it ended. */
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pageKeyHeader } from '@/lib/protocol/page-key';
import { Deferred } from '../../base/deferred';
import { ClewError } from '../../base/failure';
import { startLowProcess } from '../../base/low-process';
import { Places } from '../../base/places';
import { workerFile } from '../../base/worker-file';
import type { Pages, PagesOptions } from './pages';
import type { PagesAnswer, PagesMessage } from './pages-messages';
import { type Refusal, refusalOf } from './refusal';

/** Next makes one page at a time; the others are mostly files. */
const atOnce = { all: 32, guests: 24 } as const;

/** A page asks for some twenty files when it opens. */
const waiting = { all: 600, guests: 500 } as const;

/** Of the connection and not of the page. */
const ofConnection = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade'];

/** Pages hold no data of any run: whoever asks, they are the same, so that no secret needs to come along. */
const secrets = ['authorization', 'cookie', 'proxy-authorization', pageKeyHeader];

export class PagesProcess implements Pages {
  readonly #options: PagesOptions;
  readonly #entry: () => Promise<URL>;
  readonly #directory: string;
  readonly #places = new Places({
    busyMessage: 'the server makes as many pages as it can at a time; ask again in a second',
    retryAfterSeconds: 1,
    ...{ atOnce, waiting },
  });
  #child: ChildProcess | undefined;
  #ready: Promise<void> | undefined;
  #isClosed = false;

  private constructor(options: PagesOptions, entry: () => Promise<URL>, directory: string) {
    this.#options = options;
    this.#entry = entry;
    this.#directory = directory;
  }

  /** @param entry what the process runs; in tests something else than Next */
  static async open(options: PagesOptions, entry = () => workerFile('pages')): Promise<PagesProcess> {
    // Not in the data directory, whose name may be longer than that of a socket.
    return new PagesProcess(options, entry, await mkdtemp(join(tmpdir(), 'clew-pages-')));
  }

  readonly listener: RequestListener = (request, response) => {
    this.#pass(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, refusalOf(error));
    });
  };

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#child?.kill('SIGKILL');
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort(new Error('the reader has left')));
    const leave = await this.#places.enter({ isGuest: !this.#options.isOperator(request), signal: gone.signal });
    try {
      await this.#start();
      await this.#forward(request, response, gone.signal);
    } finally {
      leave();
    }
  }

  async #forward(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<void> {
    const answered = new Deferred<IncomingMessage>();
    const { method, url } = request;
    const headers = without(secrets, request.headers);
    const passed = httpRequest({ socketPath: this.#socket, method, path: url, headers, signal });
    passed.once('response', answered.resolve).once('error', answered.reject);
    request.pipe(passed);
    const answer = await answered.promise;
    response.writeHead(answer.statusCode ?? 502, without(ofConnection, answer.headers));
    await pipeline(answer, response);
  }

  get #socket(): string {
    return join(this.#directory, 'socket');
  }

  #start(): Promise<void> {
    this.#ready ??= this.#begin().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  async #begin(): Promise<void> {
    const file = await this.#entry();
    await rm(this.#socket, { force: true });
    if (this.#isClosed) throw new Error('the server is closed');
    const { publicUrl } = this.#options.shared;
    const { child, said } = startLowProcess(file, nodeOptions, {
      CLEW_PAGES_SOCKET: this.#socket,
      ...(publicUrl !== undefined && { CLEW_PUBLIC_URL: publicUrl }),
    });
    this.#child = child;
    const ready = new Deferred();
    child.on('message', (message: PagesMessage) => {
      if (message.type === 'ready') ready.resolve();
      else void this.#answer(child, message);
    });
    child.once('error', ready.reject);
    child.once('exit', (code, killedBy) => {
      this.#child = undefined;
      this.#ready = undefined;
      const message = `the process that makes the pages ended (${code ?? killedBy})`;
      ready.reject(new ClewError({ message, cure: 'load the page again' }, { cause: new Error(said()) }));
    });
    await ready.promise;
  }

  async #answer(
    child: ChildProcess,
    { id, kind, token }: Extract<PagesMessage, { readonly type: 'read' }>,
  ): Promise<void> {
    const answer: PagesAnswer = await this.#options.shared[kind](token).then(
      (found) => ({ id, found }),
      (error: unknown) => ({ id, error: refusalOf(error).message }),
    );
    if (child.connected) child.send(answer, () => undefined);
  }
}

/** Pages and pictures of a few runs. */
const nodeOptions = ['--max-old-space-size=512', '--max-semi-space-size=8'];

function without(names: readonly string[], headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

function refuse(response: ServerResponse, { status, message, retryAfterSeconds }: Refusal): void {
  response.statusCode = status;
  response.setHeader('cache-control', 'no-store');
  response.setHeader('content-type', 'text/plain; charset=utf-8');
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', String(retryAfterSeconds));
  response.end(`${message}\n`);
}
