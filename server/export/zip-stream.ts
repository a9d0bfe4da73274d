/** A zip that is written while its files are made, one after another; of each, no more is in memory than a piece. */
import { type PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export interface ZipPart {
  /** Relative, with forward slashes. */
  readonly name: string;
  readonly pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
}

/** @param changedAt of every file in it, milliseconds since 1970 @throws what a part throws */
export async function* zipPieces(parts: AsyncIterable<ZipPart>, changedAt: number): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const output = zip.outputStream as PassThrough;
  const fail = (error: unknown) => void output.destroy(error instanceof Error ? error : new Error(String(error)));
  zip.on('error', fail);
  const packed = pack(zip, parts, new Date(changedAt)).catch(fail);
  try {
    yield* output as AsyncIterable<Uint8Array>;
  } finally {
    output.destroy();
    await packed;
  }
}

async function pack(zip: ZipFile, parts: AsyncIterable<ZipPart>, mtime: Date): Promise<void> {
  for await (const { name, pieces } of parts) {
    const stream = Readable.from(pieces);
    // A reader that leaves leaves no part half read.
    const leave = () => void stream.destroy();
    zip.outputStream.once('close', leave);
    zip.addReadStream(stream, name, { mtime, mode: 0o100644 });
    try {
      await finished(stream);
    } finally {
      zip.outputStream.off('close', leave);
    }
  }
  zip.end();
}
