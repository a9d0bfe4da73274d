/**
 * The Java archives that a server of ZooKeeper needs, as a class path: those on the node, or those of Debian's packages,
 * gathered in one directory on the control machine and sent to nodes that do not see it.
 */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ClewError } from '../../failure';
import { debianPackage } from '../source/debian-package';
import { sourceOf } from '../source/program';
import type { SystemContext, SystemNode } from '../system';

const commandTimeoutMs = 20_000;
const installedDirectory = '/opt/clew/zookeeper';
const cure = 'Install zookeeper on every node, or choose another source for it.';

/** By Debian package; the admin server, which is switched off, would need a dozen more. */
const jars: Readonly<Record<string, readonly string[]>> = {
  'libzookeeper-java': ['zookeeper', 'zookeeper-jute'],
  'libslf4j-java': ['slf4j-api', 'slf4j-simple'],
  'libnetty-java': [
    ...['netty-buffer', 'netty-codec', 'netty-common', 'netty-handler', 'netty-resolver', 'netty-transport'],
    ...['netty-transport-native-epoll', 'netty-transport-native-unix-common'],
  ],
  'libdropwizard-metrics-java': ['metrics-core'],
  'libsnappy-java': ['snappy-java'],
  'libcommons-cli-java': ['commons-cli'],
  'libcommons-io-java': ['commons-io'],
  'libjackson2-core-java': ['jackson-core'],
  'libjackson2-databind-java': ['jackson-databind'],
  'libjackson2-annotations-java': ['jackson-annotations'],
};

/** @returns the class path on the node @throws ClewError naming the node and the cure */
export async function findJars(node: SystemNode, context: SystemContext): Promise<string> {
  const source = sourceOf(context);
  if (source.from === 'node') return namedJars(node, source.path);
  if (source.from === 'found' || source.from === 'debian') return packagedJars(node, await gathered(context));
  throw new ClewError({ message: `ZooKeeper cannot be taken from a ${source.from}`, cure });
}

/** A distribution of ZooKeeper, unpacked: its archives lie in `lib`. */
async function namedJars(node: SystemNode, directory: string): Promise<string> {
  const { stdout } = await node.remote.shell(`ls '${directory.replaceAll("'", "'\\''")}'/lib/zookeeper-[0-9]*.jar`, {
    asRoot: true,
    allowFailure: true,
  });
  if (stdout.trim() !== '') return `${directory}/lib/*`;
  throw new ClewError({
    message: `${node.name} has no ZooKeeper at ${directory}`,
    cure: 'Name the directory that an archive of ZooKeeper was unpacked to: the one with bin, conf and lib.',
    node: node.name,
    command: `ls ${directory}/lib/zookeeper-*.jar`,
  });
}

/** The directory on the control machine; made once, and never seen half full. */
async function gathered({ cacheDirectory }: SystemContext): Promise<string> {
  const home = join(cacheDirectory, 'zookeeper');
  const directory = join(home, 'jars');
  if ((await readdir(directory).catch(() => [])).length > 0) return directory;
  await mkdir(home, { recursive: true });
  const partial = await mkdtemp(join(home, 'partial-'));
  try {
    for (const [name, files] of Object.entries(jars)) {
      const root = await debianPackage({ name, cacheDirectory, cure });
      for (const file of files)
        await copyFile(join(root, 'usr/share/java', `${file}.jar`), join(partial, `${file}.jar`));
    }
    await rename(partial, directory).catch(async (error: unknown) => {
      // Another run was quicker.
      if ((await readdir(directory).catch(() => [])).length === 0) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return directory;
}

/** A node that already has the same bytes gets no upload: from an earlier run, or because it sees this machine's files. */
async function packagedJars(node: SystemNode, local: string): Promise<string> {
  const wanted = await listing(local);
  for (const directory of [local, installedDirectory]) {
    const script = 'cd "$1" && sha256sum *.jar';
    const { stdout } = await node.remote.exec(['sh', '-c', script, 'clew', directory], {
      asRoot: true,
      allowFailure: true,
      timeoutMs: commandTimeoutMs,
    });
    if (stdout === wanted) return `${directory}/*`;
  }
  await put(node, local);
  return `${installedDirectory}/*`;
}

/** As `sha256sum *.jar` prints it. */
async function listing(directory: string): Promise<string> {
  const names = (await readdir(directory)).toSorted();
  const lines = names.map(async (name) => {
    const hash = createHash('sha256').update(await readFile(join(directory, name)));
    return `${hash.digest('hex')}  ${name}\n`;
  });
  return (await Promise.all(lines)).join('');
}

/** Uploaded beside, then moved into place as root: the user of the connection may not write there. */
async function put(node: SystemNode, local: string): Promise<void> {
  const made = await node.remote.exec(['mktemp', '-d', '/tmp/clew-zookeeper-XXXXXX']);
  const upload = made.stdout.trim();
  try {
    for (const name of await readdir(local)) await node.remote.upload(join(local, name), `${upload}/${name}`);
    const script = 'rm -rf "$2" && mkdir -p "$2" && cp "$1"/*.jar "$2"';
    await node.remote.exec(['sh', '-c', script, 'clew', upload, installedDirectory], {
      asRoot: true,
      timeoutMs: commandTimeoutMs,
    });
  } finally {
    await node.remote.exec(['rm', '-rf', upload], { allowFailure: true, timeoutMs: commandTimeoutMs });
  }
}
