/**
 * The Java archives that a server of ZooKeeper needs, as a class path: those on the node, or those of a distribution or of
 * Debian's packages, which lie in one directory on the control machine and are sent to nodes that do not see it.
 */

import { createHash } from 'node:crypto';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hidden, openly, worded } from '@/lib/base/wording';
import type { Source } from '@/lib/catalog/systems/source';
import { ClewError } from '../../base/failure';
import { unlessAborted } from '../../base/within';
import { fileAt, openedFile } from '../kit/source/archive';
import { cachedDirectory } from '../kit/source/cached-directory';
import { debianPackage } from '../kit/source/debian-package';
import { localFile, shownAt, sourceOf } from '../kit/source/program';
import type { SystemContext, SystemNode } from '../kit/system';

const commandTimeoutMs = 20_000;
const installedDirectory = '/opt/clew/zookeeper';
const cure = 'Install zookeeper on every node, or choose another source for it.';
const distributionCure = 'Name an archive of ZooKeeper as Apache publishes it: apache-zookeeper-<version>-bin.tar.gz.';

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
  const local = await shownAt(node, () => localJars(source, context));
  return sentJars(node, local);
}

/** The directory on the control machine that has them. */
async function localJars(source: Exclude<Source, { from: 'node' }>, context: SystemContext): Promise<string> {
  if (source.from === 'found' || source.from === 'debian') {
    const release = source.from === 'debian' ? source.release : undefined;
    return unlessAborted(context.signal, packagedJars(context.cacheDirectory, release));
  }
  const { path, shown } = await localFile(source, context);
  const root = await openedFile(path, shown, context.cacheDirectory);
  if (root !== undefined) return distributedJars(root, shown);
  throw new ClewError({
    message: worded`${hidden(shown, 'the file')} is a program, and ZooKeeper is many Java archives`,
    cure: distributionCure,
  });
}

/** A distribution of ZooKeeper has everything that it needs beside its own archive. */
async function distributedJars(root: string, shown: string): Promise<string> {
  const isIt = (file: string) => /^zookeeper-\d[\d.]*(-(alpha|beta|rc)[\w.-]*)?\.jar$/.test(basename(file));
  return dirname(await fileAt(root, shown, { name: 'zookeeper-<version>.jar', isIt }));
}

/** A distribution of ZooKeeper, unpacked: its archives lie in `lib`. */
async function namedJars(node: SystemNode, directory: string): Promise<string> {
  const { stdout } = await node.remote.shell(`ls '${directory.replaceAll("'", "'\\''")}'/lib/zookeeper-[0-9]*.jar`, {
    asRoot: true,
    allowFailure: true,
  });
  if (stdout.trim() !== '') return `${directory}/lib/*`;
  throw new ClewError({
    message: worded`${openly(node.name)} has no ZooKeeper at ${hidden(directory, 'the path of the plan')}`,
    cure: 'Name the directory that an archive of ZooKeeper was unpacked to: the one with bin, conf and lib.',
    node: node.name,
    command: `ls ${directory}/lib/zookeeper-*.jar`,
  });
}

/** Of Debian's packages, gathered once for each release. */
async function packagedJars(cacheDirectory: string, release: string | undefined): Promise<string> {
  return cachedDirectory(join(cacheDirectory, 'zookeeper', release ?? 'own'), async (partial) => {
    for (const [name, files] of Object.entries(jars)) {
      const root = await debianPackage({ name, release, cacheDirectory, cure });
      for (const file of files) {
        const path = join(root, 'usr/share/java', `${file}.jar`);
        await copyFile(path, join(partial, `${file}.jar`)).catch((error: unknown) => {
          throw new ClewError(
            {
              message: worded`Debian's package ${openly(name)}${openly(release === undefined ? '' : ` of ${release}`)} has no ${openly(file)}.jar`,
              cure: 'Choose another release, or name an archive of ZooKeeper: system.source.from `download` or `file`.',
            },
            { cause: error },
          );
        });
      }
    }
  });
}

/** A node that already has the same bytes gets no upload: from an earlier run, or because it sees this machine's files. */
async function sentJars(node: SystemNode, local: string): Promise<string> {
  const wanted = await listing(local);
  for (const directory of [local, installedDirectory]) {
    // In the order of the bytes, whatever the language of the node.
    const script = 'export LC_ALL=C; cd "$1" && sha256sum *.jar';
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
  const names = await jarNames(directory);
  const lines = names.map(async (name) => {
    const hash = createHash('sha256').update(await readFile(join(directory, name)));
    return `${hash.digest('hex')}  ${name}\n`;
  });
  return (await Promise.all(lines)).join('');
}

async function jarNames(directory: string): Promise<readonly string[]> {
  return (await readdir(directory)).filter((name) => name.endsWith('.jar')).toSorted();
}

/** Uploaded beside, then moved into place as root: the user of the connection may not write there. */
async function put(node: SystemNode, local: string): Promise<void> {
  const made = await node.remote.exec(['mktemp', '-d', '/tmp/clew-zookeeper-XXXXXX']);
  const upload = made.stdout.trim();
  try {
    for (const name of await jarNames(local)) await node.remote.upload(join(local, name), `${upload}/${name}`);
    const script = 'rm -rf "$2" && mkdir -p "$2" && cp "$1"/*.jar "$2"';
    await node.remote.exec(['sh', '-c', script, 'clew', upload, installedDirectory], {
      asRoot: true,
      timeoutMs: commandTimeoutMs,
    });
  } finally {
    await node.remote.exec(['rm', '-rf', upload], { allowFailure: true, timeoutMs: commandTimeoutMs });
  }
}
