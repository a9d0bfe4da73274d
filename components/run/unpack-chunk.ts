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
  const parts: Uint8Array[] = [];
  const reader = readable.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) parts.push(part.value);
  const expanded = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    expanded.set(part, at);
    at += part.length;
  }
  return expanded;
}
