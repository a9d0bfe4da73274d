/**
 * A file that a person names: a .deb, an archive, or the program itself. Which of these is told by its first bytes; an
 * address may end in anything. Opened once on the control machine, into a directory of the cache.
 */

import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { hidden, openly, worded } from '@/lib/base/wording';
import { ClewError } from '../../../base/failure';
import { cachedDirectory } from './cached-directory';
import { LocalCommandError, localCommand } from './local-command';

export type FileKind = 'deb' | 'tar' | 'zip' | 'program' | 'unknown';

const megabyte = 1024 * 1024;

/** The largest distributions, with everything that they need beside the program, have a few hundred megabytes. */
const maxFileBytes = 2048 * megabyte;

/** What an archive may unpack to: a few kilobytes can hold any number of zeros, or of names. */
export interface ArchiveLimits {
  readonly maxBytes: number;
  readonly maxFiles: number;
}

const archiveLimits: ArchiveLimits = { maxBytes: 4096 * megabyte, maxFiles: 100_000 };

/** A disk takes some hundred megabytes in this time. */
const lookMs = 250;

/** Of an archive's files, named where the program is not among them. */
const namesShown = 5;

/** Where a magic number stands and what it says. */
const magics: readonly (readonly [offset: number, bytes: string, kind: FileKind])[] = [
  [0, '!<arch>\n', 'deb'],
  [0, '\x1f\x8b', 'tar'],
  [0, '\xfd7zXZ\0', 'tar'],
  [0, 'BZh', 'tar'],
  [0, '\x28\xb5\x2f\xfd', 'tar'],
  [257, 'ustar', 'tar'],
  [0, 'PK\x03\x04', 'zip'],
  [0, '\x7fELF', 'program'],
  [0, '#!', 'program'],
];

const headBytes = 262;

export function kindOf(head: Buffer): FileKind {
  const text = head.toString('latin1');
  return magics.find(([offset, bytes]) => text.startsWith(bytes, offset))?.[2] ?? 'unknown';
}

/** What is looked for in an archive. */
export interface Wanted {
  /** The name of the program: `etcd`. */
  readonly name: string;
  /** Below the root of a Debian package: `usr/bin/etcd`. */
  readonly pathInPackage: string;
}

/**
 * The program in the file, or the file itself.
 * @param shown what a person calls the file: its address or its path @throws ClewError with the cure
 */
export async function programIn(
  path: string,
  shown: string,
  wanted: Wanted,
  cacheDirectory: string,
  limits: ArchiveLimits = archiveLimits,
): Promise<string> {
  const root = await openedFile(path, shown, cacheDirectory, limits);
  return root === undefined ? path : programAt(root, shown, wanted);
}

/**
 * The directory that a .deb or an archive unpacks to; nothing where the file is itself a program.
 * @param shown what a person calls the file: its address or its path @throws ClewError with the cure
 */
export async function openedFile(
  path: string,
  shown: string,
  cacheDirectory: string,
  limits: ArchiveLimits = archiveLimits,
): Promise<string | undefined> {
  const head = await headOf(path, shown);
  const kind = kindOf(head);
  if (kind === 'program') return undefined;
  if (kind === 'unknown') {
    throw new ClewError({
      message: worded`${hidden(shown, 'the file')} is no .deb, no archive and no program of Linux: it begins with ${shownBytes(head)}`,
      cure: 'Name a .deb, a .tar.gz, .tgz, .tar.xz, .tar.bz2 or .zip, or the program itself.',
    });
  }
  return unpacked(path, kind, shown, cacheDirectory, limits);
}

/** The directory that the archive unpacks to. */
async function unpacked(
  path: string,
  kind: FileKind,
  shown: string,
  cacheDirectory: string,
  limits: ArchiveLimits,
): Promise<string> {
  const command = (target: string): [string, ...string[]] => {
    if (kind === 'deb') return ['dpkg-deb', '-x', path, target];
    if (kind === 'zip') return ['unzip', '-q', path, '-d', target];
    return ['tar', '-x', '--no-same-owner', '-f', path, '-C', target];
  };
  return cachedDirectory(join(cacheDirectory, 'unpacked', await sha256Of(path)), async (partial) => {
    try {
      await withinLimits(partial, limits, (signal) => localCommand(command(partial), { cwd: partial, signal }));
    } catch (error) {
      const isSaid = error instanceof LocalCommandError || error instanceof ArchiveLimitError;
      const reason = isSaid ? error.message : String(error);
      throw new ClewError(
        {
          message: worded`${hidden(shown, 'the file')} could not be unpacked: ${reason}`,
          cure: 'See that the file is whole and that this machine has the program that unpacks it.',
          command: command('…').join(' '),
        },
        { cause: error },
      );
    }
  });
}

/** A Debian package says where its program is; elsewhere it lies anywhere, the shallowest first. */
export async function programAt(root: string, shown: string, { name, pathInPackage }: Wanted): Promise<string> {
  const files = await filesBelow(root);
  if (files.includes(pathInPackage)) return join(root, pathInPackage);
  return theFile(root, files, shown, { name, isIt: (file) => basename(file) === name });
}

/** The one file of an archive that is meant, the shallowest where there are more. @param name as a person calls it */
export async function fileAt(
  root: string,
  shown: string,
  wanted: { readonly name: string; readonly isIt: (path: string) => boolean },
): Promise<string> {
  return theFile(root, await filesBelow(root), shown, wanted);
}

function theFile(
  root: string,
  files: readonly string[],
  shown: string,
  { name, isIt }: { readonly name: string; readonly isIt: (path: string) => boolean },
): string {
  const depth = (file: string) => file.split('/').length;
  const found = files.filter(isIt).sort((a, b) => depth(a) - depth(b));
  const [first, second] = found;
  if (first === undefined) {
    const names = files.slice(0, namesShown).join(', ');
    const more = files.length > namesShown ? ` and ${files.length - namesShown} more` : '';
    throw new ClewError({
      message: worded`${hidden(shown, 'the file')} holds no file called ${openly(name)}: ${files.length === 0 ? openly('it is empty') : `it holds ${names}${more}`}`,
      cure: `Name an archive that has ${name} in it, for Linux, or the program itself.`,
    });
  }
  if (second !== undefined && depth(first) === depth(second)) {
    throw new ClewError({
      message: worded`${hidden(shown, 'the file')} holds more than one ${openly(name)}: ${first} and ${second}`,
      cure: 'Unpack it, and name the program itself: system.source.from `file`.',
    });
  }
  return join(root, first);
}

/** Regular files only: a link could lead out of the archive. In order of their paths. */
async function filesBelow(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(root, join(entry.parentPath, entry.name))).sort();
}

async function headOf(path: string, shown: string): Promise<Buffer> {
  try {
    // Of a device or a pipe nothing is waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const facts = await file.stat();
      if (!facts.isFile()) throw new Error('it is no regular file');
      if (facts.size > maxFileBytes) throw new Error(`it is larger than ${maxFileBytes / megabyte} MB`);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new ClewError(
      {
        message: worded`${hidden(shown, 'the file')} could not be read on this machine: ${error instanceof Error ? error.message : String(error)}`,
        cure: 'Correct system.source.path: the path of a file on the machine that runs Clew.',
      },
      { cause: error },
    );
  }
}

function shownBytes(head: Buffer): string {
  if (head.length === 0) return 'nothing, for it is empty';
  return JSON.stringify(head.subarray(0, 16).toString('latin1'));
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The message is the end of a sentence about the archive. */
class ArchiveLimitError extends Error {
  override readonly name = 'ArchiveLimitError';
}

/** Ends the work as soon as what it leaves in the directory is too much, and looks once more when it is done. */
async function withinLimits(
  directory: string,
  limits: ArchiveLimits,
  work: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const stop = new AbortController();
  const working = work(stop.signal);
  let isOver = false;
  const ended = working.finally(() => {
    isOver = true;
  });
  const watch = async () => {
    while (!isOver) {
      await Promise.race([ended.catch(() => undefined), pause(lookMs, undefined, { ref: false })]);
      await assertWithin(directory, limits);
    }
  };
  try {
    await watch();
  } catch (error) {
    stop.abort();
    await ended.catch(() => undefined);
    throw error;
  }
  await ended;
}

async function assertWithin(directory: string, { maxBytes, maxFiles }: ArchiveLimits): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  if (entries.length > maxFiles) throw new ArchiveLimitError(`it holds more than ${maxFiles} files`);
  let bytes = 0;
  for (const entry of entries) {
    // It may be gone again by now, or be moved to its place.
    if (entry.isFile()) bytes += (await lstat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
    if (bytes > maxBytes) throw new ArchiveLimitError(`it unpacks to more than ${Math.floor(maxBytes / megabyte)} MB`);
  }
}
