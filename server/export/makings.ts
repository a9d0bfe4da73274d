/**
 * Files for those who look, made beside the server and never in it: few at a time, the same for everyone who asks for the
 * same, and kept for the next one when the run is over. What is kept depends on the run's whole summary, so another judgement
 * is another file; and it does not outlive the process, so another version of Clew makes its own.
 */
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GuestInput } from '@/lib/audience/guest-view';
import type { RunSummary } from '@/lib/protocol/run';
import { BusyError } from '../base/busy';
import { type Candidate, Places } from '../base/places';
import type { NodeLog } from '../systems/kit/client';
import type { FileForm } from './file-forms';
import type { PackedPage } from './maker-messages';
import { MakerProcesses } from './maker-processes';
import { type FileReader, Making } from './making';

/** One of two cores at most is busy with what guests ask for. */
const atOnce = { all: 2, guests: 1 } as const;

/** A person waits for a file or two; more is a script. */
const waiting = { all: 16, guests: 8 } as const;

/** A file of a large run takes some ten seconds. */
const retryAfterSeconds = 10;

/** Downloads that are open at the same time. Each holds one piece in memory. */
const maxReaders = { all: 40, guests: 32 } as const;

/** The histories of a few large runs. */
const maxCachedBytes = 512 * 2 ** 20;

/** Makes the file of a making from the pages of its run; for tests another one than a process. */
export type Make = (order: FileOrder, making: Making) => Promise<void>;

export interface FileOrder extends Candidate {
  readonly form: FileForm;
  readonly run: RunSummary;
  /** For whom the file is, where that is not the operator; `run` is what such a one sees of it. */
  readonly guest?: GuestInput;
  /** The journal from its beginning, each time. */
  pages(): AsyncIterable<PackedPage>;
  /** As they were collected: what guests may not see of them is left out where the file is made. */
  logs(): AsyncIterable<NodeLog>;
}

export interface MakingsOptions {
  readonly make?: Make;
  readonly maxCachedBytes?: number;
}

export class Makings {
  readonly #directory: string;
  readonly #make: Make;
  readonly #processes = new MakerProcesses();
  readonly #maxCachedBytes: number;
  readonly #places = new Places({
    busyMessage: 'the server makes as many files as it can at a time; ask again in a few seconds',
    ...{ atOnce, waiting, retryAfterSeconds },
  });
  /** Those that are used last stand last. */
  readonly #makings = new Map<string, Making>();
  readonly #readers = { all: 0, guests: 0 };
  #lastFile = 0;

  private constructor(directory: string, options: MakingsOptions) {
    this.#directory = directory;
    this.#make =
      options.make ??
      (({ form, run, guest, pages, logs }, making) =>
        this.#processes.make({
          ...{ task: { form, run, ...(guest && { guest }) }, path: making.path, signal: making.signal },
          ...{ pages, logs },
          onGrown: (bytes) => making.grew(bytes),
        }));
    this.#maxCachedBytes = options.maxCachedBytes ?? maxCachedBytes;
  }

  /** @param directory its own: what a process that was killed left there is removed */
  static async open(directory: string, options: MakingsOptions = {}): Promise<Makings> {
    await rm(directory, { recursive: true, force: true });
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return new Makings(directory, options);
  }

  /** Readers that wait for a file or take one. */
  get asked(): number {
    return this.#readers.all;
  }

  /** @throws BusyError, ClewError or AbsentFileError, before the first byte */
  async read(order: FileOrder): Promise<FileReader> {
    const leave = this.#enterReaders(order.isGuest);
    return this.#makingOf(order).read(leave, order.signal);
  }

  async close(): Promise<void> {
    for (const making of this.#makings.values()) making.stop();
    this.#makings.clear();
    this.#processes.close();
    await rm(this.#directory, { recursive: true, force: true });
  }

  #enterReaders(isGuest: boolean): () => void {
    const isFull = this.#readers.all >= maxReaders.all || (isGuest && this.#readers.guests >= maxReaders.guests);
    if (isFull) throw new BusyError('as many downloads as the server allows are open', retryAfterSeconds);
    const change = (by: number) => {
      this.#readers.all += by;
      if (isGuest) this.#readers.guests += by;
    };
    change(1);
    return () => change(-1);
  }

  #makingOf(order: FileOrder): Making {
    const key = keyOf(order);
    const found = this.#makings.get(key);
    if (found) {
      this.#makings.delete(key);
      this.#makings.set(key, found);
      return found;
    }
    this.#lastFile += 1;
    const making: Making = new Making(join(this.#directory, `${this.#lastFile}`), () => this.#left(key, making, order));
    this.#makings.set(key, making);
    void making.make(() => this.#inPlace(order, making)).finally(() => this.#tidy(key, making));
    return making;
  }

  async #inPlace(order: FileOrder, making: Making): Promise<void> {
    const leave = await this.#places.enter({ isGuest: order.isGuest, signal: making.signal });
    try {
      await this.#make(order, making);
    } finally {
      leave();
    }
  }

  #left(key: string, making: Making, { run }: FileOrder): void {
    if (making.state === 'done' && run.phase === 'done') {
      this.#evict();
      return;
    }
    // Whoever asks for it from here on begins anew.
    if (this.#makings.get(key) === making) this.#makings.delete(key);
    making.stop();
    if (making.state !== 'making') void making.remove();
  }

  /** Of a file that is whole, or will never be. */
  #tidy(key: string, making: Making): void {
    if (making.state === 'done' && this.#makings.get(key) === making) {
      this.#evict();
      return;
    }
    if (this.#makings.get(key) === making) this.#makings.delete(key);
    if (!making.isRead) void making.remove();
  }

  #evict(): void {
    const whole = [...this.#makings].filter(([, making]) => making.state === 'done');
    let bytes = whole.reduce((sum, [, making]) => sum + making.bytes, 0);
    for (const [key, making] of whole) {
      if (bytes <= this.#maxCachedBytes) return;
      if (making.isRead) continue;
      bytes -= making.bytes;
      this.#makings.delete(key);
      void making.remove();
    }
  }
}

/** Whatever the file is made of: the summary of a run that goes on changes with its journal. */
function keyOf({ form, run, guest }: FileOrder): string {
  return createHash('sha256')
    .update(JSON.stringify([form, run, guest ?? null]))
    .digest('base64');
}
