/**
 * Finds PostgreSQL on a node or puts it there: a server with the programs that make its data and copy it. None of it is
 * installed; the programs find their files beside them.
 */
import { basename, dirname, join } from 'node:path';
import { hidden, openly, worded } from '@/lib/base/wording';
import { ClewError } from '../../base/failure';
import { serverUid, withVariables } from '../kit/server-user';
import { debianArchitectureOf } from '../kit/source/architecture';
import { openedFile } from '../kit/source/archive';
import { libraryPath, packageTree, sentTree, treeOf } from '../kit/source/package-tree';
import { localFile, shownAt, sourceOf } from '../kit/source/program';
import type { SystemContext, SystemNode } from '../kit/system';
import type { InstalledPostgresql } from './member';

const commandTimeoutMs = 20_000;
const treeDirectory = '/opt/clew/postgresql';
const cure = 'Install postgresql on every node, or choose another source for PostgreSQL.';

/** By the names that they have in different releases; what compiles queries is left out, and switched off. */
const packages = [
  ['postgresql-15', 'postgresql-17', 'postgresql-13'],
  ['postgresql-client-15', 'postgresql-client-17', 'postgresql-client-13'],
  ['libpq5'],
  ['libicu72', 'libicu76', 'libicu67'],
  ['libldap-2.5-0', 'libldap2', 'libldap-2.4-2'],
  ['libsasl2-2'],
  ['libxml2'],
  ['libgssapi-krb5-2'],
  ['libkrb5-3'],
  ['libk5crypto3'],
  ['libkrb5support0'],
  ['libkeyutils1'],
  ['liblz4-1'],
  ['libzstd1'],
  ['libssl3', 'libssl3t64', 'libssl1.1'],
] as const;

/** $1 where to look, or nothing for the node's own: prints the directory of the programs. */
const findScript = `
if [ -z "$1" ]; then
  set -- "$(command -v postgres)" $(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | sort -rV)
else
  set -- $(find "$1" -maxdepth 7 -name postgres \\( -type f -o -type l \\) | sort)
fi
for program; do
  directory=$(dirname "$(readlink -f "$program")")
  [ -x "$directory/postgres" ] && [ -x "$directory/initdb" ] && [ -x "$directory/pg_basebackup" ] && { echo "$directory"; exit; }
done
true`;

/** @throws ClewError naming the node and the cure */
export async function installPostgresql(node: SystemNode, context: SystemContext): Promise<InstalledPostgresql> {
  const source = sourceOf(context);
  if (source.from === 'found') {
    const own = await directoryBelow(node, '');
    if (own !== undefined) return installedAt(node, own, {});
  }
  const root = source.from === 'node' ? dirname(source.path) : await sentRoot(node, context);
  const directory = await directoryBelow(node, root);
  if (directory === undefined) {
    throw new ClewError({
      message: worded`${openly(node.name)} has no postgres with initdb and pg_basebackup below ${hidden(root, 'where it was looked for')}`,
      cure,
      node: node.name,
    });
  }
  return installedAt(node, directory, source.from === 'node' ? {} : { LD_LIBRARY_PATH: libraryPath(root) });
}

async function sentRoot(node: SystemNode, context: SystemContext): Promise<string> {
  const source = sourceOf(context);
  const tree = await shownAt(node, async () => {
    const { cacheDirectory, signal } = context;
    if (source.from === 'download' || source.from === 'file') {
      const { path, shown } = await localFile(source, context);
      const opened = await openedFile(path, shown, cacheDirectory);
      if (opened !== undefined) return treeOf(opened, join(cacheDirectory, 'trees', `postgresql-${basename(opened)}`));
      throw new ClewError({
        message: worded`${hidden(shown, 'the file')} is a program, and PostgreSQL is many files`,
        cure: 'Name an archive with the directories bin, lib and share of PostgreSQL.',
      });
    }
    const release = source.from === 'debian' ? source.release : undefined;
    const architecture = await debianArchitectureOf(node);
    return packageTree({ name: 'postgresql', packages, release, architecture, cacheDirectory, cure, signal });
  });
  return sentTree(node, tree, treeDirectory, serverUid);
}

async function directoryBelow(node: SystemNode, root: string): Promise<string | undefined> {
  const { stdout } = await node.remote.exec(['sh', '-c', findScript, 'clew', root], {
    asRoot: true,
    allowFailure: true,
    timeoutMs: commandTimeoutMs,
  });
  return stdout.trim() || undefined;
}

async function installedAt(
  node: SystemNode,
  directory: string,
  libraries: Readonly<Record<string, string>>,
): Promise<InstalledPostgresql> {
  const env = {
    ...libraries,
    PATH: `${directory}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    LC_ALL: 'C',
  };
  const { stdout, stderr } = await node.remote.exec([...withVariables(env), `${directory}/postgres`, '--version'], {
    asRoot: true,
    allowFailure: true,
    timeoutMs: commandTimeoutMs,
  });
  const version = /\(PostgreSQL\) (\d+(?:\.\d+)?)/.exec(stdout)?.[1];
  if (version !== undefined) return { version, directory, env };
  throw new ClewError({
    message: worded`${openly(node.name)}: ${hidden(`${directory}/postgres`, 'postgres')} named no version: ${`${stdout}${stderr}`.trim() || 'it said nothing'}`,
    cure: 'Choose a release of Debian whose libraries the node has, or another source for PostgreSQL.',
    node: node.name,
    command: `${directory}/postgres --version`,
  });
}
