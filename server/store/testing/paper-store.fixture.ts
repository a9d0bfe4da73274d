import { expect } from 'vitest';
import type { Entry } from '@/lib/protocol/entry';
import type { Chunk } from '@/lib/protocol/entry-batch';
import { Journal, type JournalStore } from '../journal';
import type { Lease } from '../leases';
import { unpackEntries } from '../lines';

/** What a journal needs of a store; writes wait until the test lets them through. */
export class PaperStore implements JournalStore {
  readonly entries: Entry[] = [];
  readonly chunks: number[] = [];
  readonly written: Chunk[] = [];
  gate: Promise<void> = Promise.resolve();
  error: Error | undefined;

  async appendChunk(_: Lease, chunk: Chunk): Promise<void> {
    await this.gate;
    if (this.error) throw this.error;
    const entries = await unpackEntries(chunk.bytes);
    expect([chunk.from, chunk.count]).toEqual([this.entries.length, entries.length]);
    this.chunks.push(entries.length);
    this.entries.push(...entries);
    this.written.push(chunk);
  }

  async readChunks(_: string, from: number): Promise<readonly Chunk[]> {
    return this.written.filter((chunk) => chunk.from + chunk.count > from);
  }

  async readEntries(_: string, from: number, limit: number): Promise<readonly Entry[]> {
    return this.entries.slice(from, from + limit);
  }
}

export const paperLease: Lease = { kind: 'run', id: 'r', owner: 'test', epoch: 1 };

/** A journal that any test may write and read. */
export function paperJournal(): Journal {
  const onFailure = (error: Error) => {
    throw error;
  };
  return new Journal(new PaperStore(), paperLease, { onFailure });
}
