/** The thread that unpacks what is large; see unpacker.ts. What it makes is handed over, not copied. */
import { unpackChunk } from './unpack-chunk';
import type { UnpackAnswer, UnpackRequest } from './unpacker';

self.onmessage = async ({ data: { id, chunks } }: MessageEvent<UnpackRequest>) => {
  try {
    const blocks = await Promise.all(chunks.map(unpackChunk));
    const columns = blocks.flatMap((block) => Object.values(block).filter(ArrayBuffer.isView));
    const transfer = [...new Set(columns.map(({ buffer }) => buffer))] as ArrayBuffer[];
    self.postMessage({ id, blocks } satisfies UnpackAnswer, { transfer });
  } catch (error) {
    self.postMessage({ id, message: error instanceof Error ? error.message : String(error) } satisfies UnpackAnswer);
  }
};
