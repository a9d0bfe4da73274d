/**
 * What lies compressed in the store: texts, and the chunks of journals. A chunk is a block of entries (lib/protocol); those
 * of version 0.1 were JSON lines and are read as before. Done off the main thread, in libuv's pool.
 */
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import type { Entry } from '@/lib/protocol/entry';
import { decodeBlock, type EntryBlock, encodeBlock, entriesOf, isBlock } from '@/lib/protocol/entry-block';
import { joinBlocks } from '@/lib/protocol/join-blocks';

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
  const blocks: EntryBlock[] = [];
  for (const bytes of chunks) blocks.push(blockOf(await expand(bytes)));
  return compress(joinBlocks(blocks));
}

export function packEntries(entries: readonly Entry[]): Promise<Uint8Array> {
  return compress(encodeBlock(entries), { level: constants.Z_BEST_SPEED });
}

/** What `packEntries` wrote, and nobody else: no further validation. */
export async function unpackEntries(bytes: Uint8Array): Promise<readonly Entry[]> {
  return entriesOf(blockOf(await expand(bytes)));
}

function blockOf(expanded: Buffer): EntryBlock {
  if (isBlock(expanded)) return decodeBlock(new Uint8Array(expanded));
  const lines = expanded.toString('utf8').split('\n');
  return decodeBlock(encodeBlock(lines.map((line) => JSON.parse(line) as Entry)));
}
