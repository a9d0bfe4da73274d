/** Somebody who watches a run: what has been shown, as the bytes that came, and whether it came in order. */
import { io, type Socket } from 'socket.io-client';
import type { Entry } from '@/lib/protocol/entry';
import { type Chunk, chunksOf, type EntryBatch } from '@/lib/protocol/entry-batch';
import type { RunSummary } from '@/lib/protocol/run';
import type { ClientEvents, ServerEvents } from '@/lib/protocol/socket';
import type { ServerClient } from '../commands/server-client';
import { unpackEntries } from '../store/lines';

export class Viewer {
  readonly runId: string;
  readonly chunks: Chunk[] = [];
  readonly entries: Entry[] = [];
  /** Why what came was no continuation of what was there. */
  readonly gaps: string[] = [];
  readonly #socket: Socket<ServerEvents, ClientEvents>;
  readonly #waiting = new Set<() => void>();
  #taken: Promise<void> = Promise.resolve();

  constructor({ origin, headers }: ServerClient, runId: string) {
    this.runId = runId;
    this.#socket = io(origin, { transports: ['websocket'], extraHeaders: { ...headers }, forceNew: true });
    this.#socket.on('connect', () => {
      this.#socket.emit('watch', { runId, from: this.entries.length }, () => undefined);
    });
    this.#socket.on('entries', (batch: EntryBatch, acknowledge) => {
      if (batch.runId !== runId) return acknowledge();
      this.#taken = this.#taken.then(() => this.#take(batch)).then(acknowledge);
    });
  }

  /** Resolves when an entry is among those that came. */
  async until(isWanted: (entry: Entry) => boolean, limitMs: number): Promise<boolean> {
    const endMs = Date.now() + limitMs;
    for (let looked = 0; ; ) {
      for (; looked < this.entries.length; looked++) if (isWanted(this.entries[looked] as Entry)) return true;
      const leftMs = endMs - Date.now();
      if (leftMs <= 0) return false;
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          this.#waiting.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, leftMs);
        this.#waiting.add(wake);
      });
    }
  }

  get isOver(): boolean {
    return this.entries.some((entry) => entry.type === 'phase' && entry.phase === 'done');
  }

  async close(): Promise<void> {
    this.#socket.disconnect();
    await this.#taken;
  }

  async #take(batch: EntryBatch): Promise<void> {
    for (const chunk of chunksOf(batch)) {
      if (chunk.from > this.entries.length) this.gaps.push(`${this.entries.length} to ${chunk.from}`);
      const fresh = (await unpackEntries(chunk.bytes)).slice(Math.max(0, this.entries.length - chunk.from));
      this.chunks.push({ ...chunk, bytes: Uint8Array.from(chunk.bytes) });
      this.entries.push(...fresh);
    }
    for (const wake of [...this.#waiting]) wake();
  }
}

/** All of a run that is over, as a viewer gets it who comes then. Where its journal could not be kept it has no last entry. */
export async function storedEntries(client: ServerClient, run: RunSummary, limitMs: number): Promise<Viewer> {
  const viewer = new Viewer(client, run.id);
  await viewer.until(
    (entry) => (entry.type === 'phase' && entry.phase === 'done') || viewer.entries.length >= run.entries,
    limitMs,
  );
  await viewer.close();
  return viewer;
}

/** What was shown and is not stored, or not as it was shown; nothing where all is. */
export function lossesOf(shown: Viewer, stored: Viewer): readonly string[] {
  const losses = [...shown.gaps.map((gap) => `a gap from ${gap} was shown`)];
  const different = shown.entries.findIndex(
    (entry, place) => JSON.stringify(entry) !== JSON.stringify(stored.entries[place]),
  );
  if (different >= 0)
    losses.push(`entry ${different} of ${shown.entries.length} shown is not what is stored (${stored.entries.length})`);
  const kept = new Map(stored.chunks.map((chunk) => [chunk.from, chunk]));
  for (const { from, count, bytes } of shown.chunks) {
    const same = kept.get(from);
    if (same?.count === count && !Buffer.from(bytes).equals(same.bytes))
      losses.push(`the bytes from entry ${from} differ`);
  }
  return losses;
}
