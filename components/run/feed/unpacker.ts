/**
 * Unpacks chunks for a page: what is small at once, and what is large on a thread of its own, so that the page answers
 * meanwhile and the two take turns. A class because the thread lives as long as the page.
 */
import type { EntryBlock } from '@/lib/protocol/entry-block';
import { unpackChunk } from './unpack-chunk';

export interface UnpackRequest {
  readonly id: number;
  readonly chunks: readonly Uint8Array[];
}

export type UnpackAnswer =
  | { readonly id: number; readonly blocks: readonly EntryBlock[] }
  | { readonly id: number; readonly message: string };

/** Less is unpacked in less time than it takes to wake a thread that the rest of the machine keeps waiting. */
const minBytes = 200_000;

interface Waiting {
  readonly resolve: (blocks: readonly EntryBlock[]) => void;
  readonly reject: (error: Error) => void;
}

export class Unpacker {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  /** Starts the thread, for what is known to be large. */
  prepare(): void {
    if (this.#worker) return;
    this.#worker = new Worker(new URL('./unpack-worker.ts', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<UnpackAnswer>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('blocks' in data) waiting?.resolve(data.blocks);
      else waiting?.reject(new Error(data.message));
    };
    this.#worker.onerror = ({ message }) => {
      this.close();
      for (const { reject } of this.#waiting.values()) reject(new Error(`the thread that unpacks failed: ${message}`));
      this.#waiting.clear();
    };
  }

  /** @throws where the bytes are no chunks */
  unpack(chunks: readonly Uint8Array[]): Promise<readonly EntryBlock[]> {
    if (chunks.reduce((size, { length }) => size + length, 0) < minBytes) return Promise.all(chunks.map(unpackChunk));
    this.prepare();
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker?.postMessage({ id, chunks } satisfies UnpackRequest);
    });
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
  }
}
