/**
 * Where the bytes of a history come from: a file, the history in a store of Jepsen, or in a zip of one. A zip is read in
 * place and nothing of it is written anywhere; what it says of its sizes is bounded before it is unpacked.
 */
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Readable } from 'node:stream';
import { fromFd, type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { bytesWords } from '@/lib/base/words';
import { chooseHistory } from '@/lib/history/store-files';
import { ClewError } from '../base/failure';

/** The bytes of one history, and what they are called. */
export interface HistorySource {
  /** Where in a directory or a zip it was. */
  readonly entry?: string;
  readonly totalBytes?: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** The file cannot be brought; the message says why, and the cure what to hand in instead. */
export class UnusableFileError extends ClewError {
  override readonly name = 'UnusableFileError';
}

/** Large enough that the calls cost nothing, small enough that progress is seen. */
const pieceBytes = 2 ** 20;

/** `store/<test>/<time>/history.edn`, and one above for what somebody packed it in. */
const maxDepth = 4;

/** More files are no store of one test. */
const maxEntries = 20_000;

/** A history shrinks to a tenth or a twentieth of its size; only what was made to hurt does better than this. */
const maxRatio = 200;
/** Below this a zip may shrink as much as it likes. */
const harmlessBytes = 64 * 2 ** 20;
/** Ten times what a day of a fast test writes. */
const maxHistoryBytes = 32 * 2 ** 30;

/** @throws UnusableFileError, or what the file system says */
export async function openHistory(path: string): Promise<HistorySource> {
  const found = await stat(path);
  if (found.isDirectory()) return openDirectory(path);
  if (await isZip(path)) return openZip(path);
  return { ...(found.size > 0 && { totalBytes: found.size }), pieces: readFrom(path) };
}

/** The history in a zip. @returns nothing where the file is none @throws UnusableFileError, or what the file system says */
export async function openZipped(path: string): Promise<HistorySource | undefined> {
  const found = await stat(path);
  return found.isFile() && (await isZip(path)) ? openZip(path) : undefined;
}

/** Whether a text begins as a zip does; an empty one has its end only. */
export function beginsAsZip(bytes: Uint8Array): boolean {
  return (
    bytes[0] === 0x50 && bytes[1] === 0x4b && ((bytes[2] === 3 && bytes[3] === 4) || (bytes[2] === 5 && bytes[3] === 6))
  );
}

function readFrom(path: string): Readable {
  return createReadStream(path, { highWaterMark: pieceBytes });
}

async function isZip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: new Uint8Array(4), position: 0 });
    return bytesRead === 4 && beginsAsZip(buffer);
  } finally {
    await file.close();
  }
}

/** Which of the files of a directory is the history, relative to it. @throws UnusableFileError */
export async function historyIn(directory: string): Promise<string> {
  return chosenHistory(await filesBelow(directory, directory, maxDepth), 'the directory');
}

async function openDirectory(path: string): Promise<HistorySource> {
  const entry = await historyIn(path);
  const file = join(path, entry);
  const { size } = await stat(file);
  return { entry, totalBytes: size, pieces: readFrom(file) };
}

/** Relative, without what is only a link: a store has some to its latest test. */
async function filesBelow(root: string, directory: string, depth: number): Promise<readonly string[]> {
  const files: string[] = [];
  for (const found of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, found.name);
    if (found.isFile()) files.push(relative(root, path));
    else if (found.isDirectory() && depth > 1) files.push(...(await filesBelow(root, path, depth - 1)));
    if (files.length > maxEntries) {
      throw new UnusableFileError({
        message: `the directory holds more than ${maxEntries} files`,
        cure: 'name the one of the test, as in store/<test>/<time>',
      });
    }
  }
  return files;
}

function chosenHistory(names: readonly string[], where: string): string {
  const chosen = chooseHistory(names, where);
  if (!chosen.ok) throw new UnusableFileError(chosen.error);
  return chosen.value;
}

async function openZip(path: string): Promise<HistorySource> {
  const file = await open(path);
  try {
    const zip = await opened(file.fd);
    const entries = await entriesOf(zip);
    const name = chosenHistory([...entries.keys()], 'the zip');
    const entry = entries.get(name) as ZipEntry;
    assertBounded(entry);
    const stream = await unpacked(zip, entry);
    const pieces = async function* () {
      try {
        for await (const piece of stream) yield piece as Uint8Array;
      } catch (error) {
        throw damagedZip(error);
      } finally {
        stream.destroy();
        await file.close();
      }
    };
    return { entry: name, totalBytes: entry.uncompressedSize, pieces: pieces() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** A link, by the mode that the tools of Unix write. */
function isLink({ externalFileAttributes }: ZipEntry): boolean {
  return ((externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

function assertBounded({ fileName, uncompressedSize, compressedSize, generalPurposeBitFlag }: ZipEntry): void {
  if ((generalPurposeBitFlag & 1) !== 0) {
    throw new UnusableFileError({
      message: `${fileName} in the zip is encrypted`,
      cure: 'hand in a zip without a password',
    });
  }
  const ratio = uncompressedSize / Math.max(1, compressedSize);
  if (uncompressedSize > maxHistoryBytes || (uncompressedSize > harmlessBytes && ratio > maxRatio)) {
    const sizes = `${bytesWords(compressedSize)} that unpack to ${bytesWords(uncompressedSize)}`;
    throw new UnusableFileError({
      message: `${fileName} in the zip is ${sizes}, which no history does`,
      cure: `unpack it yourself and hand in the file, if it is one`,
    });
  }
}

function opened(fd: number): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySize: true, strictFileNames: false };
    fromFd(fd, options, (error, zip) => (error ? reject(damagedZip(error)) : resolve(zip)));
  });
}

/** By their names, without directories and links. */
function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, ZipEntry>> {
  const entries = new Map<string, ZipEntry>();
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry: ZipEntry) => {
      if (entries.size >= maxEntries) {
        reject(
          new UnusableFileError({ message: `the zip holds more than ${maxEntries} files`, cure: 'pack one test' }),
        );
        return;
      }
      if (!entry.fileName.endsWith('/') && !isLink(entry)) entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', (error: unknown) => reject(damagedZip(error)));
    zip.readEntry();
  });
}

function unpacked(zip: ZipFile, entry: ZipEntry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(damagedZip(error)) : resolve(stream)));
  });
}

/** The library says `invalid relative path: ../x` of a name that leads out, and of much else that the zip is damaged. */
function damagedZip(error: unknown): UnusableFileError {
  const said = error instanceof Error ? error.message : String(error);
  const isEscape = /^(invalid relative path|absolute path|invalid characters in fileName)/.test(said);
  return new UnusableFileError(
    isEscape
      ? { message: `the zip has a name that leads out of it (${said})`, cure: 'pack the directory of the test anew' }
      : {
          message: `the zip cannot be unpacked (${said})`,
          cure: 'it may be cut off: hand it in again, or unpack it yourself',
        },
    { cause: error },
  );
}
