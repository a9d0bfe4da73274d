/**
 * The connection of one page to one run: loads its summary, watches its journal from where the page stands, and folds
 * what arrives. A class because it lives as long as the page. However fast a run is, the page hears of it only as often
 * as it can be drawn.
 */

import { io, type Socket } from 'socket.io-client';
import { present } from '@/lib/base/assert';
import { nodeNames } from '@/lib/plan/nodes';
import { workloadOf } from '@/lib/plan/workload';
import { chunksOf, type EntryBatch } from '@/lib/protocol/entry-batch';
import type { EntryBlock } from '@/lib/protocol/entry-block';
import { keyedBlock } from '@/lib/protocol/keyed-entries';
import type { RunSummary } from '@/lib/protocol/run';
import { appendBlock, emptyRunState, type RunState } from '@/lib/protocol/run-state';
import { type ClientEvents, heartbeatMs, type ServerEvents } from '@/lib/protocol/socket';
import { RequestError } from '../../ui/request';
import { Pace } from './pace';
import { fetchRun, type ServedSource } from './run-source';
import { Unpacker } from './unpacker';

/** `absent`: there is no such run, or the link was revoked. `locked`: the link asks for a password. */
export type FeedView =
  | { readonly kind: 'loading' }
  | { readonly kind: 'absent' | 'signed-out' | 'locked' }
  | { readonly kind: 'unreachable'; readonly message: string }
  | {
      readonly kind: 'ready';
      readonly run: RunSummary;
      readonly nodes: readonly string[];
      readonly state: RunState;
      readonly isConnected: boolean;
    };

export type ReadyView = Extract<FeedView, { kind: 'ready' }>;

export const loadingView: FeedView = { kind: 'loading' };

/** Asks for missing entries once, not for each batch that arrives while the answer is under way. */
const rewatchPauseMs = 500;

/** Before asking a server again that has just said no. */
const returnPauseMs = 1000;

/** A run of more than these comes in batches that are worth a thread. */
const manyEntries = 100_000;

/** A block whose first entry has the number `from`. */
interface Stretch {
  readonly from: number;
  readonly block: EntryBlock;
}

/** What a proxy lets through everywhere comes second: it takes three requests more until the first operations, in letters. */
const transports = ['websocket', 'polling'];

export class RunFeed {
  readonly #source: ServedSource;
  readonly #pace: Pace;
  readonly #loading = new AbortController();
  readonly #unpacker = new Unpacker();
  #socket: Socket<ServerEvents, ClientEvents> | undefined;
  #view: FeedView = loadingView;
  #taking: Promise<void> = Promise.resolve();
  #lastWatchMs = Number.NEGATIVE_INFINITY;

  /** @param onView draws the view before it returns */
  constructor(source: ServedSource, onView: (view: FeedView) => void) {
    this.#source = source;
    this.#pace = new Pace(() => onView(this.#view));
  }

  async open(): Promise<void> {
    // Before it is known whether there is such a run, since both take a while.
    const socket = this.#connect();
    const run = await this.#load();
    if (!run) return void socket.close();
    this.#show({
      kind: 'ready',
      run,
      nodes: nodeNames(run.plan.cluster),
      state: emptyRunState(run.plan.load.concurrency, run.entries, workloadOf(run.plan).operations),
      isConnected: true,
    });
    if (run.entries > manyEntries) this.#unpacker.prepare();
    if (socket.active) this.#watch();
    else this.#leave(socket);
  }

  /** Nothing where there is no run to show; why is then shown. */
  async #load(): Promise<RunSummary | undefined> {
    try {
      return await this.#ask();
    } catch (error) {
      if (this.#loading.signal.aborted) return undefined;
      this.#show({ kind: 'unreachable', message: error instanceof Error ? error.message : String(error) });
    }
    return undefined;
  }

  /** The run as the server has it; nothing where it says that there is nothing to see, which is then shown. */
  async #ask(): Promise<RunSummary | undefined> {
    try {
      return await fetchRun(this.#source, this.#loading.signal);
    } catch (error) {
      const status = error instanceof RequestError ? error.status : 0;
      if (status === 401 && this.#source.kind === 'share') this.#show({ kind: 'locked' });
      else if (status === 401 || status === 403) this.#show({ kind: 'signed-out' });
      else if (status === 404) this.#show({ kind: 'absent' });
      else throw error;
    }
    return undefined;
  }

  /** The server itself ended the connection, or refused one: the link was revoked, or it has its reasons and we ask again. */
  async #returnAfterRefusal(): Promise<void> {
    try {
      if ((await this.#ask()) === undefined) return;
    } catch (error) {
      if (this.#loading.signal.aborted) return;
      console.warn('the run cannot be asked for; connecting again', error);
    }
    setTimeout(() => {
      if (!this.#loading.signal.aborted) this.#socket?.connect();
    }, returnPauseMs);
  }

  close(): void {
    this.#loading.abort();
    this.#socket?.close();
    this.#unpacker.close();
    this.#pace.close();
  }

  #connect(): Socket<ServerEvents, ClientEvents> {
    const auth = this.#source.kind === 'share' ? { share: this.#source.token } : {};
    const socket: Socket<ServerEvents, ClientEvents> = io({
      auth,
      transports,
      tryAllTransports: true,
      timeout: heartbeatMs,
    });
    this.#socket = socket;
    socket.on('connect', () => this.#watch());
    socket.on('disconnect', () => this.#leave(socket));
    socket.on('connect_error', () => this.#leave(socket));
    socket.on('run', (run) => this.#update({ run }));
    socket.on('entries', (batch, acknowledge) => {
      // The next one may be on its way and be unpacked while this one is taken; more than two never wait here. Batches
      // that were under way before a new watch are taken in turn; what they bring twice is skipped.
      const unpacked = this.#unpack(batch);
      this.#taking = this.#taking.then(acknowledge).then(async () => this.#take(batch.runId, await unpacked));
      // What was wrong with it is told in its turn.
      unpacked.catch(() => undefined);
      this.#taking.catch((error: unknown) => this.#fail(error));
    });
    return socket;
  }

  /** Where the socket does not come back by itself, the server wanted it so. */
  #leave(socket: Socket<ServerEvents, ClientEvents>): void {
    if (this.#view.kind !== 'ready') return;
    this.#update({ isConnected: false });
    if (!socket.active && !this.#loading.signal.aborted) void this.#returnAfterRefusal();
  }

  /** As soon as there is a run and a connection. */
  #watch(): void {
    if (this.#view.kind !== 'ready' || !this.#socket?.connected) return;
    this.#lastWatchMs = performance.now();
    this.#socket.emit('watch', { runId: this.#view.run.id, from: this.#view.state.entryCount }, (reply) => {
      if (reply.ok) this.#update({ isConnected: true, run: reply.run });
      else this.#show({ kind: 'absent' });
    });
  }

  async #unpack(batch: EntryBatch): Promise<readonly Stretch[]> {
    const chunks = chunksOf(batch);
    const blocks = await this.#unpacker.unpack(chunks.map(({ bytes }) => bytes));
    return blocks.map((block, place) => ({ from: present(chunks[place], 'the chunk of a block').from, block }));
  }

  #take(runId: string, stretches: readonly Stretch[]): void {
    if (this.#view.kind !== 'ready' || runId !== this.#view.run.id || this.#loading.signal.aborted) return;
    let { state } = this.#view;
    let isGap = false;
    for (const { from, block } of stretches) {
      const appended = appendBlock(state, from, keyedBlock(this.#view.run.plan, block));
      state = appended.state;
      isGap ||= appended.isGap;
    }
    this.#update({ state });
    if (isGap && performance.now() - this.#lastWatchMs > rewatchPauseMs) this.#watch();
  }

  #fail(error: unknown): void {
    console.error('the operations cannot be read', error);
    this.#show({ kind: 'unreachable', message: 'What the server sent of its operations cannot be read.' });
  }

  #update(change: Partial<ReadyView>): void {
    if (this.#view.kind === 'ready') this.#show({ ...this.#view, ...change });
  }

  #show(view: FeedView): void {
    this.#view = view;
    this.#pace.nudge();
  }
}
