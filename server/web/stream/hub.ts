/**
 * Everybody who watches, over socket.io. The hub keeps no copy of any run: it nudges the watches of a run that grew, and
 * each fetches from where it is. So viewers that come late, come back or fall behind are all the same case. Whoever
 * does not read is sent one batch and no second, and of the summaries the latest.
 */
import type { Server as HttpServer } from 'node:http';
import type { Logger } from 'pino';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import { z } from 'zod';
import type { EntryBatch } from '@/lib/protocol/entry-batch';
import type { RunSummary } from '@/lib/protocol/run';
import { type ClientEvents, heartbeatMs, type ServerEvents, type WatchReply } from '@/lib/protocol/socket';
import { sharedSummary } from '@/lib/protocol/summary';
import type { Runs, RunsEvent } from '../../jobs/runs';
import type { Gate } from '../auth/gate';
import { Latest } from './latest';
import { Throttle } from './throttle';
import { Watch } from './watch';

/** A summary is for the eye; ten a second look continuous. */
const summaryIntervalMs = 100;

/** Requests are small; a batch goes the other way. */
const maxRequestBytes = 64 * 1024;

/** Tabs of everyone together; each may hold one batch in memory. */
const maxViewers = 500;

/** Runs that one tab follows at a time: a page shows one. */
const maxWatches = 16;

/** Operators see everything, viewers the one run that their link is for. */
type Access =
  | { readonly kind: 'operator' }
  | { readonly kind: 'viewer'; readonly runId: string; readonly share: string };

interface ViewerData {
  access: Access;
  watches: Map<string, Watch>;
  summaries: Latest;
}

type HubServer = Server<ClientEvents, ServerEvents, DefaultEventsMap, ViewerData>;
type Viewer = Socket<ClientEvents, ServerEvents, DefaultEventsMap, ViewerData>;

const watchSchema = z.object({ runId: z.string().max(64), from: z.int().min(0) });
const handshakeSchema = z.object({ share: z.string().max(200).optional() });

const listRoom = 'runs';
const viewerRoom = (runId: string) => `share ${runId}`;

export interface HubOptions {
  readonly http: HttpServer;
  readonly runs: Runs;
  readonly gate: Gate;
  readonly log: Logger;
}

export class Hub {
  readonly #runs: Runs;
  readonly #gate: Gate;
  readonly #log: Logger;
  readonly #io: HubServer;
  readonly #watches = new Map<string, Set<Watch>>();
  readonly #summaries: Throttle<RunSummary>;
  readonly #unsubscribe: () => void;

  constructor({ http, runs, gate, log }: HubOptions) {
    this.#runs = runs;
    this.#gate = gate;
    this.#log = log;
    this.#io = new Server(http, {
      // Next's own sockets come to the same server.
      destroyUpgrade: false,
      serveClient: false,
      maxHttpBufferSize: maxRequestBytes,
      pingInterval: heartbeatMs,
      pingTimeout: heartbeatMs,
      allowRequest: (request, decide) => decide(null, gate.hasKnownHost(request) && gate.hasOwnOrigin(request)),
    });
    this.#io.use((socket, next) => {
      this.#admit(socket).then(
        (access) => {
          if (access) socket.data = { access, watches: new Map(), summaries: new Latest(() => isFree(socket)) };
          next(access ? undefined : new Error('sign in first, or use a link that was not revoked'));
        },
        (error: unknown) => {
          log.error({ err: error }, 'a viewer could not be admitted');
          next(new Error('the server cannot take another viewer now'));
        },
      );
    });
    this.#io.on('connection', (socket) => this.#welcome(socket));
    this.#summaries = new Throttle(summaryIntervalMs, (run) => this.#sendSummary(run));
    this.#unsubscribe = runs.subscribe((event) => this.#take(event));
  }

  /** Disconnects everybody and closes the HTTP server that the hub was given. */
  async close(): Promise<void> {
    this.#unsubscribe();
    this.#summaries.close();
    await this.#io.close();
  }

  async #admit(socket: Viewer): Promise<Access | undefined> {
    if (this.#io.engine.clientsCount > maxViewers) throw new Error(`more than ${maxViewers} viewers`);
    const { share } = handshakeSchema.safeParse(socket.handshake.auth).data ?? {};
    if (share === undefined) {
      return this.#gate.isOperator(socket.request) ? { kind: 'operator' } : undefined;
    }
    const runId = await this.#runs.findShare(share);
    return runId === undefined ? undefined : { kind: 'viewer', runId, share };
  }

  #welcome(socket: Viewer): void {
    const { access } = socket.data;
    // Where the end of the link finds the viewer; an end that came just before is noticed when it watches.
    if (access.kind === 'viewer') void socket.join(viewerRoom(access.runId));
    socket.on('watch', (request, reply) => {
      this.#watch(socket, request).then(
        (answer) => answerTo(reply, answer),
        (error: unknown) => this.#drop(socket, error),
      );
    });
    socket.on('unwatch', (runId) => this.#unwatch(socket, runId));
    socket.on('watchRuns', (reply) => {
      const isAllowed = access.kind === 'operator';
      if (isAllowed) void socket.join(listRoom);
      answerTo(reply, { ok: isAllowed });
    });
    socket.on('disconnect', () => {
      socket.data.summaries.close();
      for (const runId of [...socket.data.watches.keys()]) this.#unwatch(socket, runId);
    });
  }

  async #watch(socket: Viewer, request: unknown): Promise<WatchReply> {
    const parsed = watchSchema.safeParse(request);
    if (!parsed.success) return refuse('watch needs a run and the number of entries that you have');
    const { runId, from } = parsed.data;
    const { access, watches } = socket.data;
    if (access.kind === 'viewer') {
      if (access.runId !== runId) return refuse('this link is for another run');
      if ((await this.#runs.findShare(access.share)) !== runId) return refuse('this link was revoked');
    }
    const run = await this.#runs.get(runId);
    if (!run) return refuse('there is no such run');
    if (watches.size >= maxWatches && !watches.has(runId)) return refuse(`at most ${maxWatches} runs at a time`);
    if (!socket.connected) return refuse('disconnected');
    this.#unwatch(socket, runId);
    const watch = new Watch(runId, from, {
      read: (start, mostBytes) => this.#runs.chunks(runId, start, mostBytes),
      send: (batch) => sendTo(socket, batch),
      failed: (error) => this.#drop(socket, error),
    });
    watches.set(runId, watch);
    this.#watchesOf(runId).add(watch);
    watch.nudge();
    return { ok: true, run: access.kind === 'operator' ? run : sharedSummary(run) };
  }

  #unwatch(socket: Viewer, runId: string): void {
    const watch = socket.data.watches.get(runId);
    if (!watch) return;
    watch.end();
    socket.data.watches.delete(runId);
    const watches = this.#watchesOf(runId);
    watches.delete(watch);
    if (watches.size === 0) this.#watches.delete(runId);
  }

  #watchesOf(runId: string): Set<Watch> {
    const watches = this.#watches.get(runId) ?? new Set();
    this.#watches.set(runId, watches);
    return watches;
  }

  #take(event: RunsEvent): void {
    if (event.type === 'changed') this.#summaries.push(event.run.id, event.run);
    else if (event.type === 'grew') for (const watch of this.#watches.get(event.runId) ?? []) watch.nudge();
    else if (event.type === 'revoked') this.#io.in(viewerRoom(event.runId)).disconnectSockets(true);
  }

  #sendSummary(run: RunSummary): void {
    const shared = sharedSummary(run);
    for (const socket of this.#io.sockets.sockets.values()) {
      const { access, watches, summaries } = socket.data;
      if (socket.rooms.has(listRoom)) summaries.push(`listed ${run.id}`, () => socket.emit('listed', run));
      const isOperator = access.kind === 'operator';
      if (isOperator ? !watches.has(run.id) : access.runId !== run.id) continue;
      summaries.push(`run ${run.id}`, () => socket.emit('run', isOperator ? run : shared));
    }
  }

  /** The viewer comes back by itself and asks for what it misses. */
  #drop(socket: Viewer, error: unknown): void {
    this.#log.error({ err: error }, 'a viewer was dropped');
    socket.conn.close();
  }
}

/** Whether the connection has handed everything to the operating system, which takes no more than a viewer reads. */
function isFree(socket: Viewer): boolean {
  return socket.conn.transport.writable;
}

function sendTo(socket: Viewer, batch: EntryBatch): Promise<void> {
  return new Promise((resolve) => socket.emit('entries', batch, resolve));
}

/** A client of someone else's making may have sent no function. */
function answerTo<T>(reply: (answer: T) => void, answer: T): void {
  if (typeof reply === 'function') reply(answer);
}

function refuse(error: string): WatchReply {
  return { ok: false, error };
}
