import { assert } from '@/lib/base/assert';
import { blockOfLines } from '@/lib/protocol/block-builder';
import { decodeBlock, type EntryBlock, isBlock } from '@/lib/protocol/entry-block';

/** The block under a chunk's compression; a chunk of version 0.1 holds JSON lines instead, and becomes one. */
export async function unpackChunk(bytes: Uint8Array): Promise<EntryBlock> {
  const expanded = await expand(new Uint8Array(bytes));
  if (isBlock(expanded)) return decodeBlock(expanded);
  return blockOfLines(new TextDecoder().decode(expanded));
}

/** Without a blob or a response in between: the browser would carry the bytes through another process, twice as long. */
async function expand(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  // What is wrong with the bytes is told to the reader.
  writer.write(bytes).catch(() => undefined);
  writer.close().catch(() => undefined);
  const expanded = new Uint8Array(expandedLength(bytes));
  let at = 0;
  const reader = readable.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    assert(at + part.value.length <= expanded.length, 'a chunk is as long as it says');
    expanded.set(part.value, at);
    at += part.value.length;
  }
  assert(at === expanded.length, 'a chunk is as long as it says');
  return expanded;
}

/** How long gzip says that its content is, in its last four bytes (RFC 1952). */
function expandedLength(bytes: Uint8Array): number {
  return bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
}
