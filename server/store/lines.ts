/**
 * What lies compressed in the store: texts, and the chunks of journals. A chunk is a block of entries (lib/protocol); those
 * of version 0.1 were JSON lines and are read as before. Done off the main thread, in libuv's pool.
 */
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
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

/** Of a chunk that is not what was written, as after a loss of power: the store never calls fsync. */
export class DamagedChunkError extends Error {
  override readonly name = 'DamagedChunkError';
}

/** What `packBlock` wrote, and nobody else: no further validation. @throws DamagedChunkError */
export async function unpackBlock(bytes: Uint8Array): Promise<EntryBlock> {
  try {
    const expanded = await expand(bytes);
    if (isBlock(expanded)) return decodeBlock(new Uint8Array(expanded));
    return blockOfLines(expanded.toString('utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DamagedChunkError(`a part of the journal is damaged (${reason})`, { cause: error });
  }
}

export async function unpackEntries(bytes: Uint8Array): Promise<readonly Entry[]> {
  return entriesOf(await unpackBlock(bytes));
}
