/**
 * The files of several Debian packages in one directory, as they would lie under `/`: of a program that is more than one
 * file, with the libraries that a node may lack. Nothing of it is installed; the program is told where its files are.
 */
import { randomUUID } from 'node:crypto';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { unlessAborted } from '../../../base/within';
import type { SystemNode } from '../system';
import { cachedDirectory } from './cached-directory';
import { type DebianPackageRequest, debianPackage } from './debian-package';
import { localCommand } from './local-command';

const commandTimeoutMs = 60_000;

/** In the directory: what it was made of, a line for each package. */
const listName = '.clew-packages';

export interface PackageTreeRequest extends Omit<DebianPackageRequest, 'name'> {
  /** Of the program, as part of a path: `mariadb`. */
  readonly name: string;
  /** Each under the names that it has in different releases; the first that there is counts. */
  readonly packages: readonly (readonly [string, ...string[]])[];
}

/** @returns the directory on the control machine @throws ClewError with the cure when a package cannot be had */
export async function packageTree({ name, packages, signal, ...request }: PackageTreeRequest): Promise<string> {
  const { release = 'own', architecture = 'own', cacheDirectory } = request;
  const home = join(cacheDirectory, 'trees', `${name}-${release}-${architecture}`);
  const made = cachedDirectory(home, async (partial) => {
    const list: string[] = [];
    for (const names of packages) {
      const { root, found } = await firstPackage(names, request);
      await localCommand(['cp', '-a', `${root}/.`, partial], { cwd: partial });
      list.push(`${found} ${basename(root)}\n`);
    }
    await writeFile(join(partial, listName), list.join(''));
    // A program that is not root's has to get in.
    await chmod(partial, 0o755);
  });
  return unlessAborted(signal, made);
}

/** The same of an archive that was unpacked already. @param home where it is kept */
export function treeOf(unpacked: string, home: string): Promise<string> {
  return cachedDirectory(home, async (partial) => {
    await localCommand(['cp', '-a', `${unpacked}/.`, partial], { cwd: partial });
    await writeFile(join(partial, listName), `${basename(unpacked)}\n`);
    await chmod(partial, 0o755);
  });
}

/** Where a tree has its libraries, for `LD_LIBRARY_PATH`. */
export function libraryPath(root: string): string {
  const machines = ['x86_64-linux-gnu', 'aarch64-linux-gnu'];
  return ['usr/lib', 'lib'].flatMap((place) => machines.map((machine) => `${root}/${place}/${machine}`)).join(':');
}

async function firstPackage(
  names: PackageTreeRequest['packages'][number],
  request: Omit<PackageTreeRequest, 'name' | 'packages'>,
): Promise<{ readonly root: string; readonly found: string }> {
  let refused: unknown;
  for (const found of names) {
    try {
      return { root: await debianPackage({ ...request, name: found }), found };
    } catch (error) {
      refused ??= error;
    }
  }
  throw refused;
}

/**
 * Used where it lies on a node that sees this machine's files, as the nodes of a lab do, provided that the user may read
 * them; copied or sent to `path` otherwise, unless it is there from an earlier run.
 * @param uid whose program it is @returns the directory on the node
 */
export async function sentTree(node: SystemNode, tree: string, path: string, uid: number): Promise<string> {
  const list = await readFile(join(tree, listName), 'utf8');
  const script = `
same() { [ "$(setpriv --reuid="$3" --regid="$3" --clear-groups cat "$1/${listName}" 2>/dev/null)" = "$2" ]; }
for tree in "$1" "$2"; do
  same "$tree" "$3" "$4" && { echo "$tree"; exit; }
done
[ "$(cat "$1/${listName}" 2>/dev/null)" = "$3" ] || exit 1
rm -rf "$2" && mkdir -p "$2" && cp -a "$1/." "$2" && echo "$2"`;
  const options = { asRoot: true, allowFailure: true, timeoutMs: commandTimeoutMs } as const;
  const command = ['sh', '-c', script, 'clew', tree, path, list.trimEnd(), String(uid)];
  const { stdout } = await node.remote.exec(command, options);
  if (stdout.trim() !== '') return stdout.trim();
  await put(node, tree, path);
  return path;
}

/** Packed here, uploaded beside, unpacked as root: the user of the connection may not write there. */
async function put(node: SystemNode, tree: string, path: string): Promise<void> {
  const name = `clew-tree-${randomUUID()}.tar.gz`;
  const packed = join(tmpdir(), name);
  const upload = `/tmp/${name}`;
  try {
    await localCommand(['tar', '-czf', packed, '-C', tree, '.'], { cwd: tree });
    await node.remote.upload(packed, upload);
    const script = 'rm -rf "$2" && mkdir -p "$2" && tar -xzf "$1" --no-same-owner -C "$2"';
    await node.remote.exec(['sh', '-c', script, 'clew', upload, path], { asRoot: true, timeoutMs: commandTimeoutMs });
  } finally {
    await rm(packed, { force: true });
    await node.remote.exec(['rm', '-f', upload], { allowFailure: true, timeoutMs: commandTimeoutMs });
  }
}
