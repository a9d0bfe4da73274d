/**
 * One file while it is made, and afterwards. A process writes it to the disk and every reader follows at a pace of its own:
 * a slow one holds nothing in memory, and keeps neither the process nor a faster one waiting. When the last reader has left
 * what is not finished, the work ends.
 */
import { type FileHandle, open, rm } from 'node:fs/promises';
import { Deferred } from '../base/deferred';

/** What a reader holds of a file at a time. */
const pieceBytes = 64 * 1024;

type State = 'making' | 'done' | 'failed';

export class Making {
  readonly path: string;
  readonly #stop = new AbortController();
  #state: State = 'making';
  #bytes = 0;
  #readers = 0;
  #error: unknown;
  #changed = new Deferred();
  readonly #left: () => void;

  /** @param left called when the last reader has left */
  constructor(path: string, left: () => void) {
    this.path = path;
    this.#left = left;
  }

  get state(): State {
    return this.#state;
  }

  get isRead(): boolean {
    return this.#readers > 0;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Aborted when nobody waits for the file any more. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Never rejects: readers hear of what went wrong. */
  async make(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#state = 'done';
    } catch (error) {
      this.#error = error;
      this.#state = 'failed';
    }
    this.#tell();
  }

  grew(bytes: number): void {
    this.#bytes = bytes;
    this.#tell();
  }

  stop(): void {
    this.#stop.abort(new Error('the file is not wanted any more'));
  }

  /** @param left called when the reader is done, or was given none @throws what went wrong before the first byte */
  async read(left: () => void, signal?: AbortSignal): Promise<FileReader> {
    this.#readers++;
    let isOpen = true;
    const leave = () => {
      if (!isOpen) return;
      isOpen = false;
      this.#readers--;
      left();
      if (this.#readers === 0) this.#left();
    };
    // A reader that is gone must not wait for the first byte to be noticed.
    const abandon = () => {
      leave();
      this.#tell();
    };
    signal?.addEventListener('abort', abandon, { once: true });
    try {
      for (;;) {
        signal?.throwIfAborted();
        if (this.#bytes > 0 || this.#state !== 'making') break;
        await this.#changed.promise;
      }
      if (this.#state === 'failed' && this.#bytes === 0) throw this.#error;
      return new FileReader(this, leave);
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** The size by now, when it is more than a reader has or the file is whole. @throws what went wrong */
  async beyond(bytes: number): Promise<number> {
    while (this.#bytes <= bytes && this.#state === 'making') await this.#changed.promise;
    if (this.#state === 'failed') throw this.#error;
    return this.#bytes;
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = new Deferred();
  }
}

/** Piece by piece, as fast as they are taken. Whoever does not read to the end has to call `return`. */
export class FileReader implements AsyncIterableIterator<Uint8Array> {
  readonly #making: Making;
  readonly #leave: () => void;
  #file: FileHandle | undefined;
  #at = 0;
  #isOver = false;

  constructor(making: Making, leave: () => void) {
    this.#making = making;
    this.#leave = leave;
  }

  /** The size of the file, where that is known already. */
  get bytes(): number | undefined {
    return this.#making.state === 'done' ? this.#making.bytes : undefined;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#isOver) return { done: true, value: undefined };
    try {
      const end = await this.#making.beyond(this.#at);
      if (end <= this.#at) return await this.return();
      this.#file ??= await open(this.#making.path);
      const piece = new Uint8Array(Math.min(pieceBytes, end - this.#at));
      const { bytesRead } = await this.#file.read(piece, 0, piece.length, this.#at);
      this.#at += bytesRead;
      return { done: false, value: piece.subarray(0, bytesRead) };
    } catch (error) {
      await this.return();
      throw error;
    }
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#isOver = true;
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
    this.#leave();
    return { done: true, value: undefined };
  }
}
