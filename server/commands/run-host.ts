/**
 * Where a command runs a plan: in this process, or in the server that already serves the data directory. Both give the
 * same entries in the same order.
 */
import { io, type Socket } from 'socket.io-client';
import type { Plan } from '@/lib/plan/plan';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { Entry } from '@/lib/protocol/entry';
import { chunksOf, type EntryBatch } from '@/lib/protocol/entry-batch';
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
        const entries = await this.#runs.entries(runId, taken, pageEntries);
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
        const unfinished = (await this.#runs.list()).find((run) => run.phase !== 'done');
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

function serverGone(origin: string, runId: string): ClewError {
  return new ClewError({
    message: `the server at ${origin} does not answer any more`,
    cure: `start it again to see what became of the run ${runId}`,
  });
}

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

  follow(runId: string, take: (entries: readonly Entry[]) => void): Promise<void> {
    const { origin, headers } = this.#client;
    const socket: Socket<ServerEvents, ClientEvents> = io(origin, {
      transports: ['websocket'],
      extraHeaders: headers,
    });
    return new Promise<void>((resolve, reject) => {
      let taken = 0;
      let patience: NodeJS.Timeout | undefined;
      const end = (error?: Error) => {
        clearTimeout(patience);
        socket.disconnect();
        if (error) reject(error);
        else resolve();
      };
      const wait = () => {
        patience ??= setTimeout(() => end(serverGone(origin, runId)), absenceMs);
      };
      wait();
      socket.on('disconnect', wait);
      socket.on('connect', () => {
        clearTimeout(patience);
        patience = undefined;
        socket.emit('watch', { runId, from: taken }, (reply) => {
          if (!reply.ok) end(new ClewError({ message: reply.error }));
        });
      });
      socket.on('connect_error', (error) => {
        if (!socket.active) end(new ClewError({ message: `the server refused the connection: ${error.message}` }));
      });
      const takeBatch = async (batch: EntryBatch) => {
        for (const chunk of chunksOf(batch)) {
          const fresh = (await unpackEntries(chunk.bytes)).slice(Math.max(0, taken - chunk.from));
          taken += fresh.length;
          take(fresh);
          if (fresh.some((entry) => entry.type === 'phase' && entry.phase === 'done')) end();
        }
      };
      socket.on('entries', (batch: EntryBatch, acknowledge) => {
        // The next batch comes when this one was acknowledged, so they are taken one after another.
        if (batch.runId !== runId) acknowledge();
        else
          takeBatch(batch).then(acknowledge, (error: unknown) =>
            end(new ClewError(failureOf(error), { cause: error })),
          );
      });
    });
  }
}
