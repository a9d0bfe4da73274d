/**
 * Where a command runs a plan: in this process, or in the server that already serves the data directory. Both give the
 * same entries in the same order.
 */

import { io, type Socket } from 'socket.io-client';
import type { Plan } from '@/lib/plan/plan';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import type { Entry } from '@/lib/protocol/entry';
import { chunksOf, type EntryBatch } from '@/lib/protocol/entry-batch';
import { runQuerySchema } from '@/lib/protocol/library';
import { operator } from '@/lib/protocol/principal';
import type { RunSummary } from '@/lib/protocol/run';
import type { ClientEvents, ServerEvents } from '@/lib/protocol/socket';
import { ClewError, failureOf } from '../base/failure';
import type { Runs } from '../jobs/runs';
import { unpackEntries } from '../store/lines';
import type { ServerClient } from './server-client';

/** Entries taken from a run at a time. */
const pageEntries = 1000;

export interface RunHost {
  submit(plan: Plan): Promise<RunSummary>;
  /** Hands over every entry from the first on, and resolves when the run is over. */
  follow(runId: string, take: (entries: readonly Entry[]) => void): Promise<void>;
  stop(runId: string): Promise<void>;
}

export class LocalHost implements RunHost {
  readonly #runs: Runs;

  constructor(runs: Runs) {
    this.#runs = runs;
  }

  submit(plan: Plan): Promise<RunSummary> {
    return this.#runs.submit(plan, operator);
  }

  async follow(runId: string, take: (entries: readonly Entry[]) => void): Promise<void> {
    const news = new News();
    const unsubscribe = this.#runs.events.subscribe(() => news.ring());
    try {
      let taken = 0;
      for (;;) {
        const next = news.next();
        const isOver = (await this.#runs.get(runId))?.phase === 'done';
        const entries = await this.#runs.records.entries(runId, taken, pageEntries);
        take(entries);
        taken += entries.length;
        if (entries.length > 0) continue;
        if (isOver) return;
        await next;
      }
    } finally {
      unsubscribe();
    }
  }

  async stop(runId: string): Promise<void> {
    await this.#runs.stop(runId, operator);
  }

  /** Resolves when no run goes on or waits; others may have submitted some meanwhile. */
  async idle(onWaiting: (run: RunSummary) => void): Promise<void> {
    const told = new Set<string>();
    const news = new News();
    const unsubscribe = this.#runs.events.subscribe(() => news.ring());
    try {
      for (;;) {
        const next = news.next();
        const [unfinished] = (await this.#runs.page(unfinishedRun)).runs;
        if (!unfinished) return;
        if (!told.has(unfinished.id)) onWaiting(unfinished);
        told.add(unfinished.id);
        await next;
      }
    } finally {
      unsubscribe();
    }
  }
}

const unfinishedRun = runQuerySchema.parse({ verdict: 'under way', experiments: 'with', order: 'oldest', limit: 1 });

/** Wakes the one who waits when something changed. Asked for before looking, so that no change falls between. */
class News {
  #wake: (() => void) | undefined;

  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  ring(): void {
    this.#wake?.();
  }
}

/** A server that restarts is back by then. */
const absenceMs = 15_000;

/** Before the server is looked for again. */
const returnPauseMs = 250;

function serverGone(origin: string, runId: string, reason: string): ClewError {
  return new ClewError({
    message: `the server at ${origin} does not answer any more (${reason})`,
    cure: `start it again to see what became of the run ${runId}`,
  });
}

type ServerSocket = Socket<ServerEvents, ClientEvents>;

export class ServerHost implements RunHost {
  readonly #client: ServerClient;

  constructor(client: ServerClient) {
    this.#client = client;
  }

  submit(plan: Plan): Promise<RunSummary> {
    return this.#client.ask(endpoints.launchRun, { body: plan });
  }

  async stop(id: string): Promise<void> {
    await this.#client.ask(endpoints.stopRun, { params: { id } });
  }

  /** Whoever listens there after a connection was lost is asked anew to prove who it is, before it is told anything. */
  follow(runId: string, take: (entries: readonly Entry[]) => void): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      let taken = 0;
      let socket: ServerSocket | undefined;
      let patience: NodeJS.Timeout | undefined;
      let pause: NodeJS.Timeout | undefined;
      let isOver = false;
      const end = (error?: unknown) => {
        isOver = true;
        clearTimeout(patience);
        clearTimeout(pause);
        socket?.disconnect();
        if (error === undefined) resolve();
        else reject(error instanceof ClewError ? error : new ClewError(failureOf(error), { cause: error }));
      };
      const waitFor = (reason: string) => {
        patience ??= setTimeout(() => end(serverGone(this.#client.origin, runId, reason)), absenceMs);
      };
      const comeBack = (reason: string) => {
        if (isOver) return;
        waitFor(reason);
        const look = async () => {
          if (await this.#client.renew()) connect();
          else comeBack(reason);
        };
        pause = setTimeout(() => void look().catch(end), returnPauseMs);
      };
      const takeBatch = async (batch: EntryBatch) => {
        for (const chunk of chunksOf(batch)) {
          const fresh = (await unpackEntries(chunk.bytes)).slice(Math.max(0, taken - chunk.from));
          taken += fresh.length;
          take(fresh);
          if (fresh.some((entry) => entry.type === 'phase' && entry.phase === 'done')) end();
        }
      };
      const connect = () => {
        if (isOver) return;
        const { origin, headers: extraHeaders } = this.#client;
        socket = io(origin, { transports: ['websocket'], extraHeaders, reconnection: false, forceNew: true });
        socket.on('connect', () => {
          clearTimeout(patience);
          patience = undefined;
          socket?.emit('watch', { runId, from: taken }, (reply) => {
            if (!reply.ok) end(new ClewError({ message: reply.error }));
          });
        });
        socket.on('disconnect', comeBack);
        socket.on('connect_error', (error) => comeBack(error.message));
        socket.on('entries', (batch, acknowledge) => {
          // The next batch comes when this one was acknowledged, so they are taken one after another.
          if (batch.runId !== runId) acknowledge();
          else takeBatch(batch).then(acknowledge, end);
        });
      };
      waitFor('it did not take the connection');
      connect();
    });
  }
}
