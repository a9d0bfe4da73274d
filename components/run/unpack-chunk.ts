import { present } from '@/lib/base/assert';
import { blockOf } from '@/lib/protocol/block-builder';
import type { Entry } from '@/lib/protocol/entry';
import { decodeBlock, type EntryBlock, isBlock } from '@/lib/protocol/entry-block';

/** The block under a chunk's compression; a chunk of version 0.1 holds JSON lines instead, and becomes one. */
export async function unpackChunk(bytes: Uint8Array): Promise<EntryBlock> {
  // Not a blob: the browser keeps those in another process.
  const { body } = new Response(new Uint8Array(bytes));
  const stream = present(body, 'the bytes of a chunk').pipeThrough(new DecompressionStream('gzip'));
  const expanded = new Uint8Array(await new Response(stream).arrayBuffer());
  if (isBlock(expanded)) return decodeBlock(expanded);
  const lines = new TextDecoder().decode(expanded).split('\n');
  return blockOf(lines.map((line) => JSON.parse(line) as Entry));
}
