/**
 * Entries on their way to a viewer, as they lie on the disk. The bytes of all chunks travel as one, because the socket
 * takes each piece of binary as a message of its own, and few of them with one event.
 */

/** Under gzip a block (entry-block.ts), or JSON lines in runs of version 0.1. */
export interface Chunk {
  /** Sequence number of the first entry. */
  readonly from: number;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** Chunks that follow each other. The first may begin before what the viewer asked for; what it has it skips. */
export interface EntryBatch {
  readonly runId: string;
  /** `size` is in bytes. */
  readonly chunks: readonly { readonly from: number; readonly count: number; readonly size: number }[];
  readonly bytes: Uint8Array;
}

export function batchOf(runId: string, chunks: readonly Chunk[]): EntryBatch {
  const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.bytes.length, 0));
  let start = 0;
  for (const chunk of chunks) {
    bytes.set(chunk.bytes, start);
    start += chunk.bytes.length;
  }
  return { runId, chunks: chunks.map(({ from, count, bytes: { length } }) => ({ from, count, size: length })), bytes };
}

/** What `batchOf` was given. A browser's socket brings the bytes as an ArrayBuffer, whatever their type says. */
export function chunksOf({ chunks, bytes }: EntryBatch): readonly Chunk[] {
  const all = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  let start = 0;
  return chunks.map(({ from, count, size }) => {
    const chunk = { from, count, bytes: all.subarray(start, start + size) };
    start += size;
    return chunk;
  });
}
