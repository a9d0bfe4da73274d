/** Text at rest: gzip makes JSON lines a tenth of their size. Done off the main thread, in libuv's pool. */
import { promisify } from 'node:util';
import { constants, gunzip, gzip } from 'node:zlib';
import type { Entry } from '@/lib/protocol/entry';

const compress = promisify(gzip);
const expand = promisify(gunzip);

export async function packText(text: string): Promise<Uint8Array> {
  return compress(text, { level: constants.Z_BEST_SPEED });
}

export async function unpackText(bytes: Uint8Array): Promise<string> {
  return (await expand(bytes)).toString('utf8');
}

export function packEntries(entries: readonly Entry[]): Promise<Uint8Array> {
  return packText(entries.map((entry) => JSON.stringify(entry)).join('\n'));
}

/** What `packEntries` wrote, and nobody else: no further validation. */
export async function unpackEntries(bytes: Uint8Array): Promise<readonly Entry[]> {
  const text = await unpackText(bytes);
  return text.split('\n').map((line) => JSON.parse(line) as Entry);
}
