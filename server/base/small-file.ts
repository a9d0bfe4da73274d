/** Files that a person names and the server reads whole: regular ones, of a size that such a file has. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * Of a device, a pipe or a socket nothing is read, and nothing is waited for.
 * @param maxBytes of a larger file nothing is read @throws Error in words, with the system's code where it has one
 */
export async function readSmallFile(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new UnfitFileError('is no regular file');
    if (facts.size > maxBytes) throw new UnfitFileError(`is larger than ${maxBytes} bytes`);
    const bytes = Buffer.alloc(facts.size);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The message is the end of a sentence about the file. */
export class UnfitFileError extends Error {
  override readonly name = 'UnfitFileError';
}
