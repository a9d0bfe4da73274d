/** Chunks of journals as guests see them: made once for all who watch the same run, and kept while somebody may ask again. */
import type { GuestView } from '@/lib/audience/guest-view';
import type { Chunk } from '@/lib/protocol/entry-batch';
import { redactPacked } from '../store/lines';

/** A run of some ten million operations; what is older is made again. */
const maxKeptBytes = 32 * 1024 * 1024;

interface Kept {
  readonly chunk: Promise<Chunk>;
  bytes: number;
}

export class GuestChunks {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  /** @param of the run, and how much of it the view shows */
  of(of: string, view: GuestView, chunk: Chunk): Promise<Chunk> {
    // A chunk that was joined with those after it begins where it began.
    const key = `${of} ${chunk.from} ${chunk.count}`;
    const known = this.#kept.get(key);
    if (known) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known.chunk;
    }
    const made = redactPacked(chunk.bytes, view.texts).then((bytes) => ({ ...chunk, bytes }));
    const kept: Kept = { chunk: made, bytes: 0 };
    this.#kept.set(key, kept);
    made.then(
      ({ bytes }) => this.#weigh(key, kept, bytes.length),
      () => this.#kept.delete(key),
    );
    return made;
  }

  #weigh(key: string, kept: Kept, bytes: number): void {
    if (this.#kept.get(key) !== kept) return;
    kept.bytes = bytes;
    this.#bytes += bytes;
    for (const [oldest, { bytes: size }] of this.#kept) {
      if (this.#bytes <= maxKeptBytes) return;
      this.#kept.delete(oldest);
      this.#bytes -= size;
    }
  }
}
