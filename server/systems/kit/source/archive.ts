/**
 * A file that a person names: a .deb, an archive, or the program itself. Which of these is told by its first bytes; an
 * address may end in anything. Opened once on the control machine, into a directory of the cache.
 */
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ClewError } from '../../../base/failure';
import { cachedDirectory } from './cached-directory';
import { LocalCommandError, localCommand } from './local-command';

export type FileKind = 'deb' | 'tar' | 'zip' | 'program' | 'unknown';

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
export async function programIn(path: string, shown: string, wanted: Wanted, cacheDirectory: string): Promise<string> {
  const root = await openedFile(path, shown, cacheDirectory);
  return root === undefined ? path : programAt(root, shown, wanted);
}

/**
 * The directory that a .deb or an archive unpacks to; nothing where the file is itself a program.
 * @param shown what a person calls the file: its address or its path @throws ClewError with the cure
 */
export async function openedFile(path: string, shown: string, cacheDirectory: string): Promise<string | undefined> {
  const head = await headOf(path, shown);
  const kind = kindOf(head);
  if (kind === 'program') return undefined;
  if (kind === 'unknown') {
    throw new ClewError({
      message: `${shown} is no .deb, no archive and no program of Linux: it begins with ${shownBytes(head)}`,
      cure: 'Name a .deb, a .tar.gz, .tgz, .tar.xz, .tar.bz2 or .zip, or the program itself.',
    });
  }
  return unpacked(path, kind, shown, cacheDirectory);
}

/** The directory that the archive unpacks to. */
async function unpacked(path: string, kind: FileKind, shown: string, cacheDirectory: string): Promise<string> {
  const command = (target: string): [string, ...string[]] => {
    if (kind === 'deb') return ['dpkg-deb', '-x', path, target];
    if (kind === 'zip') return ['unzip', '-q', path, '-d', target];
    return ['tar', '-x', '--no-same-owner', '-f', path, '-C', target];
  };
  return cachedDirectory(join(cacheDirectory, 'unpacked', await sha256Of(path)), async (partial) => {
    try {
      await localCommand(command(partial), { cwd: partial });
    } catch (error) {
      const reason = error instanceof LocalCommandError ? error.message : String(error);
      throw new ClewError(
        {
          message: `${shown} could not be unpacked: ${reason}`,
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
      message: `${shown} holds no file called ${name}: ${files.length === 0 ? 'it is empty' : `it holds ${names}${more}`}`,
      cure: `Name an archive that has ${name} in it, for Linux, or the program itself.`,
    });
  }
  if (second !== undefined && depth(first) === depth(second)) {
    throw new ClewError({
      message: `${shown} holds more than one ${name}: ${first} and ${second}`,
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
      if (!(await file.stat()).isFile()) throw new Error('it is no regular file');
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new ClewError(
      {
        message: `${shown} could not be read on this machine: ${error instanceof Error ? error.message : String(error)}`,
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
