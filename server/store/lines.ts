/**
 * What lies compressed in the store: texts, and the chunks of journals. A chunk is a block of entries (lib/protocol); those
 * of version 0.1 were JSON lines and are read as before. Done off the main thread, in libuv's pool.
 */
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import type { Entry } from '@/lib/protocol/entry';
import { decodeBlock, encodeBlock, entriesOf, isBlock } from '@/lib/protocol/entry-block';

const compress = promisify(gzip);
const expand = promisify(gunzip);

export async function packText(text: string): Promise<Uint8Array> {
  return compress(text, { level: constants.Z_BEST_SPEED });
}

export async function unpackText(bytes: Uint8Array): Promise<string> {
  return (await expand(bytes)).toString('utf8');
}

export function packEntries(entries: readonly Entry[]): Promise<Uint8Array> {
  return compress(encodeBlock(entries), { level: constants.Z_BEST_SPEED });
}

/** What `packEntries` wrote, and nobody else: no further validation. */
export async function unpackEntries(bytes: Uint8Array): Promise<readonly Entry[]> {
  const expanded = await expand(bytes);
  if (isBlock(expanded)) return entriesOf(decodeBlock(new Uint8Array(expanded)));
  return expanded
    .toString('utf8')
    .split('\n')
    .map((line) => JSON.parse(line) as Entry);
}
