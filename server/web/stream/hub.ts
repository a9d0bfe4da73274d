/**
 * Every viewer, over socket.io. The hub keeps no copy of any run: it nudges the cursors of a run that grew, and each
 * fetches from its own position. So viewers that come late, reconnect or fall behind are all the same case. A viewer
 * that does not read is sent one batch and no second, and of the summaries only the newest.
 */
import type { Socket as NetSocket } from 'node:net';
import type { Logger } from 'pino';
import { type DefaultEventsMap, Server, type Socket } from 'socket.io';
import * as z from 'zod/mini';
import { assertNever } from '@/lib/base/assert';
import type { Chunk, EntryBatch } from '@/lib/protocol/entry-batch';
import { runInShare } from '@/lib/protocol/experiment';
import type { RunSummary } from '@/lib/protocol/run';
import type { ClientEvents, ServerEvents, WatchReply } from '@/lib/protocol/socket';
import type { Guests } from '../../audience/guests';
import { ownRun, type RunView } from '../../audience/run-view';
import type { Nudge } from '../../events/events';
import { type Links, LockedLinkError, type Shared } from '../../jobs/links';
import type { Runs } from '../../jobs/runs';
import { Semaphore } from '../../nodes/semaphore';
import type { Failures } from '../auth/failures';
import type { Gate } from '../auth/gate';
import { Allowance } from './allowance';
import { CoalescingSender } from './coalescing-sender';
import type { StreamEngine } from './engine';
import { firstOf, JournalCursor } from './journal-cursor';
import { Pacer } from './pacer';
import { SharedWork } from './shared-work';
import { Throttle } from './throttle';
import { Turns } from './turns';
import { strangerMs, ViewerPlaces } from './viewer-places';

/** A summary is for the eye; ten a second look continuous. */
const summaryIntervalMs = 100;

/** A page asks for a few things when it opens, and again after each time that the connection was lost. */
const requests = { burst: 40, perSecond: 20 } as const;

/** Of all guests together: four hundred a second, so that hundreds are back soon after a restart. */
const guestWatchesPerTurn = 2;

/** Reads of the store for viewers at a time; what is in memory is read at once all the same. */
const readsAtOnce = 4;

/** Sessions end after hours without use. */
const keepEveryMs = 60_000;

/** Runs that one tab follows at a time: a page shows one. */
const maxCursors = 16;

/** Operators see everything, viewers the one run that their link is for. */
type Access =
  | { readonly kind: 'operator'; readonly sessionId?: string }
  | {
      readonly kind: 'viewer';
      readonly runId: string;
      readonly share: string;
      readonly pass?: string;
      readonly showsPlaces: boolean;
    };

interface ViewerData {
  access: Access;
  cursors: Map<string, JournalCursor>;
  summaries: CoalescingSender;
}

type HubServer = Server<ClientEvents, ServerEvents, DefaultEventsMap, ViewerData>;
type Viewer = Socket<ClientEvents, ServerEvents, DefaultEventsMap, ViewerData>;

/** Entries are counted in whole numbers of 32 bits, in the store, too. */
const watchSchema = z.object({
  runId: z.string().check(z.maxLength(64)),
  from: z.int().check(z.minimum(0), z.maximum(2 ** 31 - 1)),
});
const handshakeSchema = z.object({ share: z.optional(z.string().check(z.maxLength(200))) });

const listRoom = 'runs';
const viewerRoom = (runId: string) => `share ${runId}`;

export interface HubOptions {
  readonly engine: StreamEngine;
  readonly runs: Runs;
  readonly guests: Guests;
  readonly links: Links;
  readonly gate: Gate;
  /** The connection belongs to somebody who has shown something. */
  keep(connection: NetSocket): void;
  readonly failures: Failures;
  readonly log: Logger;
}

export class Hub {
  readonly #runs: Runs;
  readonly #guests: Guests;
  readonly #links: Links;
  readonly #gate: Gate;
  readonly #failures: Failures;
  readonly #log: Logger;
  readonly #io: HubServer;
  readonly #cursors = new Map<string, Set<JournalCursor>>();
  readonly #summaries: Throttle;
  readonly #places = new ViewerPlaces();
  readonly #pacer = new Pacer();
  readonly #guestWatches = new Pacer(guestWatchesPerTurn);
  readonly #reading = new Semaphore(readsAtOnce);
  /** What was read stays right; that there is no more yet does not. */
  readonly #chunks = new SharedWork<readonly Chunk[]>((chunks) => chunks.length > 0);
  readonly #opened = new SharedWork<Shared | 'locked' | undefined>();
  readonly #found = new SharedWork<RunSummary | undefined>();
  readonly #keeping: NodeJS.Timeout;
  readonly #unsubscribe: () => void;

  constructor({ engine, runs, links, guests, gate, failures, keep, log }: HubOptions) {
    this.#runs = runs;
    this.#guests = guests;
    this.#links = links;
    this.#gate = gate;
    this.#failures = failures;
    this.#log = log;
    engine.on('connection', (connection: Viewer['conn']) => {
      this.#places.await(connection);
      connection.once('close', () => this.#places.forget(connection));
    });
    this.#io = new Server({ serveClient: false, connectTimeout: strangerMs });
    this.#io.bind(engine);
    this.#io.use((socket, next) => {
      // It has shown something: hundreds that come back at once do not make room for each other while that is looked up.
      this.#places.forget(socket.conn);
      const refuse = (message: string) => {
        this.#places.await(socket.conn);
        next(new Error(message));
      };
      this.#admit(socket).then(
        (access) => {
          const leave = access && this.#places.take(access.kind, linkOf(access));
          if (!access) return refuse('sign in first, or use a link that was not revoked');
          if (!leave) return refuse('the server cannot take another viewer now');
          keep(socket.request.socket);
          socket.conn.once('close', leave);
          socket.once('disconnect', leave);
          const summaries = new CoalescingSender(() => isFree(socket), this.#pacer);
          socket.data = { access, cursors: new Map(), summaries };
          next();
        },
        (error: unknown) => {
          log.error({ err: error }, 'a viewer could not be admitted');
          refuse('the server cannot take another viewer now');
        },
      );
    });
    this.#io.on('connection', (socket) => this.#welcome(socket));
    this.#summaries = new Throttle(summaryIntervalMs, (runId) => this.#sendSummary(runId));
    this.#keeping = setInterval(() => this.#keepSessions(), keepEveryMs);
    this.#unsubscribe = runs.events.subscribe((nudge) => this.#take(nudge));
  }

  /** Disconnects everybody. */
  async close(): Promise<void> {
    this.#unsubscribe();
    clearInterval(this.#keeping);
    this.#summaries.close();
    this.#pacer.close();
    this.#guestWatches.close();
    await this.#io.close();
  }

  async #admit(socket: Viewer): Promise<Access | undefined> {
    const { share } = handshakeSchema.safeParse(socket.handshake.auth).data ?? {};
    const { remoteAddress } = socket.request.socket;
    if (share === undefined) {
      const { principal, sessionId, isWrong } = this.#gate.admit(socket.request);
      if (principal.kind === 'operator') return { kind: 'operator', ...(sessionId !== undefined && { sessionId }) };
      if (isWrong) this.#failures.count(remoteAddress, 'stream');
      return undefined;
    }
    const pass = this.#gate.linkPass(socket.request, share);
    const look = () => this.#findShare(share, pass);
    const shared = this.#failures.isOver(remoteAddress) ? await this.#failures.inTurn(look) : await look();
    if (shared === 'locked') return undefined;
    if (shared) {
      return { kind: 'viewer', runId: shared.id, share, ...(pass && { pass }), showsPlaces: shared.showsPlaces };
    }
    this.#failures.count(remoteAddress, 'stream');
    return undefined;
  }

  #welcome(socket: Viewer): void {
    const { access } = socket.data;
    // It may have ended while it came in, when nobody could find it yet.
    if (access.kind === 'operator' && this.#gate.admit(socket.request).principal.kind !== 'operator') {
      socket.disconnect(true);
      return;
    }
    // Where the end of the link finds the viewer; an end that came just before is noticed when it watches.
    if (access.kind === 'viewer') void socket.join(viewerRoom(access.runId));
    const asked = new Turns(maxCursors);
    const allowance = new Allowance(requests.burst, requests.perSecond);
    // A page never asks so often, and reading what it is asked takes the server's time, whatever it answers.
    socket.use((_, next) => (allowance.take() ? next() : socket.disconnect(true)));
    socket.on('watch', (request, reply) => {
      const isTaken = asked.take(async () => {
        if (!socket.connected) return;
        await this.#watch(socket, request).then(
          (answer) => answerTo(reply, answer),
          (error: unknown) => this.#drop(socket, error),
        );
      });
      if (!isTaken) answerTo(reply, refuse('too many at a time; wait for the answers'));
    });
    socket.on('unwatch', (runId) => this.#unwatch(socket, runId));
    socket.on('watchRuns', (reply) => {
      const isAllowed = access.kind === 'operator';
      if (isAllowed) void socket.join(listRoom);
      answerTo(reply, { ok: isAllowed });
    });
    socket.on('disconnect', () => {
      // The connection is for nothing else.
      socket.conn.close();
      socket.data.summaries.close();
      for (const runId of [...socket.data.cursors.keys()]) this.#unwatch(socket, runId);
    });
  }

  async #watch(socket: Viewer, request: unknown): Promise<WatchReply> {
    const parsed = watchSchema.safeParse(request);
    if (!parsed.success) return refuse('watch needs a run and the number of entries that you have');
    const { runId, from } = parsed.data;
    const { access, cursors } = socket.data;
    if (access.kind === 'viewer') {
      await this.#guestWatches.turn();
      if (access.runId !== runId) return refuse('this link is for another run');
      const shared = await this.#findShare(access.share, access.pass);
      if (shared === 'locked') return refuse('this link asks for a password');
      if (shared?.id !== runId) return refuse('this link was revoked');
      // Its owner may have changed what it shows.
      socket.data.access = { ...access, showsPlaces: shared.showsPlaces };
    }
    const run = await this.#found.do(runId, () => this.#runs.get(runId));
    if (!run) return refuse('there is no such run');
    if (cursors.size >= maxCursors && !cursors.has(runId)) return refuse(`at most ${maxCursors} runs at a time`);
    if (!socket.connected) return refuse('disconnected');
    this.#unwatch(socket, runId);
    const view = this.#viewOf(run, socket.data.access);
    const cursor = new JournalCursor(runId, from, {
      turn: () => this.#pacer.turn(),
      read: (start, maxBytes) => this.#read(view, levelOf(socket.data.access), start, maxBytes),
      send: (batch) => sendTo(socket, batch),
      failed: (error) => this.#drop(socket, error),
    });
    cursors.set(runId, cursor);
    this.#cursorsOf(runId).add(cursor);
    cursor.nudge();
    return { ok: true, run: view.run };
  }

  /** All that anybody is sent of a run goes through here. */
  #viewOf(run: RunSummary, access: Access): RunView {
    return access.kind === 'operator' ? ownRun(this.#runs.records, run) : this.#guests.view(run, access);
  }

  /** Made once for all who come with the same. */
  #findShare(share: string, pass: string | undefined): Promise<Shared | 'locked' | undefined> {
    return this.#opened.do(`${share} ${pass ?? ''}`, async () => {
      try {
        return await this.#links.openRun(share, pass);
      } catch (error) {
        if (error instanceof LockedLinkError) return 'locked';
        throw error;
      }
    });
  }

  /** @param level who are shown the same */
  #read({ run, chunks }: RunView, level: string, from: number, maxBytes: number): Promise<readonly Chunk[]> {
    return this.#chunks.do(`${run.id} ${level} ${from} ${maxBytes}`, async () => {
      const release = await this.#reading.acquire();
      try {
        return firstOf(await chunks(from, maxBytes), maxBytes);
      } finally {
        release();
      }
    });
  }

  #unwatch(socket: Viewer, runId: string): void {
    const cursor = socket.data.cursors.get(runId);
    if (!cursor) return;
    cursor.end();
    socket.data.cursors.delete(runId);
    const cursors = this.#cursorsOf(runId);
    cursors.delete(cursor);
    if (cursors.size === 0) this.#cursors.delete(runId);
  }

  #cursorsOf(runId: string): Set<JournalCursor> {
    const cursors = this.#cursors.get(runId) ?? new Set();
    this.#cursors.set(runId, cursors);
    return cursors;
  }

  #take(nudge: Nudge): void {
    switch (nudge.type) {
      case 'run-changed':
        this.#summaries.push(nudge.runId);
        return;
      case 'run-grew':
        for (const cursor of this.#cursors.get(nudge.runId) ?? []) cursor.nudge();
        return;
      case 'run-unshared':
        this.#io.in(viewerRoom(nudge.runId)).disconnectSockets(true);
        return;
      case 'signed-out':
        this.#signOut(nudge.sessionId);
        return;
      case 'run-ended':
      case 'experiment-changed':
      case 'stop-requested':
        return;
      default:
        assertNever(nudge);
    }
  }

  /** Of one session, or every operator. */
  #signOut(sessionId: string | undefined): void {
    for (const socket of this.#io.sockets.sockets.values()) {
      const { access } = socket.data;
      if (access.kind !== 'operator' || (sessionId !== undefined && access.sessionId !== sessionId)) continue;
      socket.disconnect(true);
    }
  }

  /** Who watches uses the session. One that has run out ends all the same. */
  #keepSessions(): void {
    for (const socket of this.#io.sockets.sockets.values()) {
      const { access } = socket.data;
      if (access.kind !== 'operator' || access.sessionId === undefined) continue;
      if (!this.#gate.keeps(access.sessionId)) socket.disconnect(true);
    }
  }

  /** To the viewers of the run, and to those of the list. */
  async #sendSummary(runId: string): Promise<void> {
    let run: RunSummary | undefined;
    try {
      run = await this.#runs.get(runId);
    } catch (error) {
      this.#log.error({ run: runId, err: error }, 'a summary could not be read');
    }
    if (!run) return;
    const summary = run;
    // Made once for all who are shown the same.
    const made = new Map<string, RunSummary>();
    const shownTo = (access: Access): RunSummary => {
      const level = levelOf(access);
      const shown = made.get(level) ?? this.#viewOf(summary, access).run;
      made.set(level, shown);
      return shown;
    };
    for (const socket of this.#io.sockets.sockets.values()) {
      const { access, cursors, summaries } = socket.data;
      if (socket.rooms.has(listRoom)) summaries.push(`listed ${runId}`, () => socket.emit('listed', summary));
      const isOperator = access.kind === 'operator';
      if (isOperator ? !cursors.has(runId) : access.runId !== runId) continue;
      summaries.push(`run ${runId}`, () => socket.emit('run', shownTo(access)));
    }
  }

  /** The viewer comes back by itself and asks for what it misses. */
  #drop(socket: Viewer, error: unknown): void {
    this.#log.error({ err: error }, 'a viewer was dropped');
    socket.conn.close();
  }
}

/** Of an experiment: one link, whichever of its runs. */
function linkOf(access: Access): string | undefined {
  if (access.kind === 'operator') return undefined;
  return runInShare(access.share)?.token ?? access.share;
}

/** Those of the same level are shown the same of a run. */
function levelOf(access: Access): string {
  return access.kind === 'viewer' && access.showsPlaces ? 'places' : access.kind;
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
