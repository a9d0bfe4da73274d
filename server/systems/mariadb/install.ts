/**
 * Finds MariaDB on a node or puts it there: a server, Galera's library, and the scripts of a state transfer with rsync. None
 * of it is installed; the server is told where its files are.
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
import type { InstalledMariadb } from './member';

const commandTimeoutMs = 20_000;
const treeDirectory = '/opt/clew/mariadb';
const cure = 'Install mariadb-server and galera-4 on every node, or choose another source for MariaDB.';

/** By the names that they have in different releases. */
const packages = [
  ['mariadb-server-core', 'mariadb-server-core-10.5'],
  ['mariadb-server', 'mariadb-server-10.5'],
  ['mariadb-client-core', 'mariadb-client-core-10.5'],
  ['galera-4'],
  ['rsync'],
  ['liburing2', 'liburing1'],
  ['libaio1', 'libaio1t64'],
  ['libnuma1'],
  ['libpopt0'],
  ['libxxhash0'],
  ['libpcre2-8-0'],
  ['libssl3', 'libssl3t64', 'libssl1.1'],
  ['libsnappy1v5'],
  ['lsof'],
] as const;

/** $1 where to look: prints `<what> <path>` for each file that was found. */
const findScript = `
if [ "$1" = / ]; then
  set -- /usr/sbin/mariadbd /usr/bin/mariadb-install-db /usr/lib/galera/libgalera_smm.so /usr/bin/wsrep_sst_rsync /usr/bin/rsync
  for file; do [ -e "$file" ] && echo "$file"; done
else
  find "$1" -maxdepth 7 \\( -name mariadbd -o -name mariadb-install-db -o -name libgalera_smm.so -o -name wsrep_sst_rsync -o -name rsync \\) -type f
fi
true`;

/** @throws ClewError naming the node and the cure */
export async function installMariadb(node: SystemNode, context: SystemContext): Promise<InstalledMariadb> {
  const needsGalera = 'replication' in context.plan.system && context.plan.system.replication === 'galera';
  const root = await rootOn(node, context, needsGalera);
  const found = await filesBelow(node, root);
  const at = (name: string) => found.find((file) => basename(file) === name);
  const [server, installer, provider, transfer, rsync] = [
    ...['mariadbd', 'mariadb-install-db', 'libgalera_smm.so', 'wsrep_sst_rsync', 'rsync'].map(at),
  ];
  if (server === undefined || installer === undefined)
    throw lacks(node, root, server ? 'mariadb-install-db' : 'mariadbd');
  if (needsGalera && (provider === undefined || transfer === undefined)) {
    throw lacks(node, root, provider ? 'wsrep_sst_rsync' : 'libgalera_smm.so');
  }
  const env = environment(root, [server, installer, transfer, rsync]);
  const version = await versionOf(node, server, env);
  const base = dirname(dirname(server));
  return { version, server, installer, base, env, ...(needsGalera && provider !== undefined && { provider }) };
}

async function rootOn(node: SystemNode, context: SystemContext, needsGalera: boolean): Promise<string> {
  const source = sourceOf(context);
  if (source.from === 'node') return dirname(dirname(source.path)).replace(/\/usr$/, '') || '/';
  if (source.from === 'found') {
    const found = (await filesBelow(node, '/')).map((file) => basename(file));
    const needed = [
      'mariadbd',
      'mariadb-install-db',
      ...(needsGalera ? ['libgalera_smm.so', 'wsrep_sst_rsync', 'rsync'] : []),
    ];
    if (needed.every((name) => found.includes(name))) return '/';
  }
  const tree = await shownAt(node, async () => {
    const { cacheDirectory, signal } = context;
    if (source.from === 'download' || source.from === 'file') {
      const { path, shown } = await localFile(source, context);
      const opened = await openedFile(path, shown, cacheDirectory);
      if (opened !== undefined) return treeOf(opened, join(cacheDirectory, 'trees', `mariadb-${basename(opened)}`));
      throw new ClewError({
        message: worded`${hidden(shown, 'the file')} is a program, and MariaDB is many files`,
        cure: 'Name an archive of MariaDB as its foundation publishes it for Linux: mariadb-<version>-linux-systemd-x86_64.tar.gz.',
      });
    }
    const release = source.from === 'debian' ? source.release : undefined;
    const architecture = await debianArchitectureOf(node);
    return packageTree({ name: 'mariadb', packages, release, architecture, cacheDirectory, cure, signal });
  });
  return sentTree(node, tree, treeDirectory, serverUid);
}

async function filesBelow(node: SystemNode, root: string): Promise<readonly string[]> {
  const { stdout } = await node.remote.exec(['sh', '-c', findScript, 'clew', root], {
    asRoot: true,
    allowFailure: true,
    timeoutMs: commandTimeoutMs,
  });
  return stdout.split('\n').filter(Boolean);
}

/** The scripts call each other, my_print_defaults and rsync by name. */
function environment(root: string, programs: readonly (string | undefined)[]): Readonly<Record<string, string>> {
  const usual = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
  if (root === '/') return { PATH: usual };
  const directories = new Set(programs.flatMap((file) => (file === undefined ? [] : [dirname(file)])));
  return { PATH: [...directories, usual].join(':'), LD_LIBRARY_PATH: libraryPath(root) };
}

/** `10.11.19` */
async function versionOf(node: SystemNode, server: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { stdout, stderr } = await node.remote.exec([...withVariables(env), server, '--version'], {
    asRoot: true,
    allowFailure: true,
    timeoutMs: commandTimeoutMs,
  });
  const version = /Ver (\d+\.\d+\.\d+)-MariaDB/.exec(stdout)?.[1];
  if (version !== undefined) return version;
  const said = `${stdout}${stderr}`.trim();
  throw new ClewError({
    message: worded`${openly(node.name)}: ${hidden(server, 'mariadbd')} named no version: ${said || 'it said nothing'}`,
    cure: 'Choose a release of Debian whose libraries the node has, or another source for MariaDB.',
    node: node.name,
    command: `${server} --version`,
  });
}

function lacks(node: SystemNode, root: string, name: string): ClewError {
  return new ClewError({
    message: worded`${openly(node.name)} has no ${openly(name)} below ${hidden(root, 'where it was looked for')}`,
    cure,
    node: node.name,
  });
}
