/**
 * What lies compressed in the store: texts, and the chunks of journals. A chunk is a block of entries (lib/protocol); those
 * of version 0.1 were JSON lines and are read as before. Done off the main thread: in libuv's pool, or by a thread of its own.
 */
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync, gzip } from 'node:zlib';
import { BlockBuilder, blockOfLines } from '@/lib/protocol/block-builder';
import type { Entry } from '@/lib/protocol/entry';
import {
  decodeBlock,
  type EntryBlock,
  type EntryTexts,
  encodeBlock,
  entriesOf,
  isBlock,
  withTexts,
} from '@/lib/protocol/entry-block';

/** What a chunk holds at most when it is written; compact.ts joins several. */
export const maxChunkEntries = 5000;

const compress = promisify(gzip);
const expand = promisify(gunzip);

export async function packText(text: string): Promise<Uint8Array> {
  return compress(text, { level: constants.Z_BEST_SPEED });
}

export async function unpackText(bytes: Uint8Array): Promise<string> {
  return (await expand(bytes)).toString('utf8');
}

/** Chunks that follow each other as one, and smaller than all of them: it is written once and read often. */
export async function joinPacked(chunks: readonly Uint8Array[]): Promise<Uint8Array> {
  const builder = new BlockBuilder();
  for (const bytes of chunks) builder.addBlock(await unpackBlock(bytes));
  return compress(encodeBlock(builder.finish()));
}

export async function packBlock(block: EntryBlock): Promise<Uint8Array> {
  return compress(encodeBlock(block), { level: constants.Z_BEST_SPEED });
}

/** The same entries with other texts. */
export async function redactPacked(bytes: Uint8Array, texts: EntryTexts): Promise<Uint8Array> {
  return packBlock(withTexts(await unpackBlock(bytes), texts));
}

/** Of a chunk that is not what was written, as on a disk that lost some of it. */
export class DamagedChunkError extends Error {
  override readonly name = 'DamagedChunkError';
}

/** What `packBlock` wrote, and nobody else: no further validation. @throws DamagedChunkError */
export async function unpackBlock(bytes: Uint8Array): Promise<EntryBlock> {
  try {
    return blockOf(await expand(bytes));
  } catch (error) {
    throw damaged(error);
  }
}

/** The same in a thread that has nothing else to do, which waits for no other. @throws DamagedChunkError */
export function unpackBlockSync(bytes: Uint8Array): EntryBlock {
  try {
    return blockOf(gunzipSync(bytes));
  } catch (error) {
    throw damaged(error);
  }
}

function blockOf(expanded: Buffer): EntryBlock {
  return isBlock(expanded) ? decodeBlock(new Uint8Array(expanded)) : blockOfLines(expanded.toString('utf8'));
}

function damaged(cause: unknown): DamagedChunkError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DamagedChunkError(`a part of the journal is damaged (${reason})`, { cause });
}

export async function unpackEntries(bytes: Uint8Array): Promise<readonly Entry[]> {
  return entriesOf(await unpackBlock(bytes));
}
