/**
 * Which etcd binary a node runs: the one the plan names, else the one on the node's PATH, else the one of Debian's
 * package, sent there from the control machine.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ClewError } from '../../failure';
import { debianPackage } from '../debian-package';
import type { SystemContext, SystemNode } from '../system';
import { installedBinary } from './member';

const commandTimeoutMs = 20_000;
const cure = 'Install etcd 3.4 or 3.5 on every node, or set system.binary to its path there.';

/** @throws ClewError naming the node and the cure */
export async function findBinary(node: SystemNode, context: SystemContext): Promise<string> {
  const { system } = context.plan;
  if (system.name === 'etcd' && system.binary !== undefined) return namedBinary(node, system.binary);
  const onPath = await node.remote.shell('command -v etcd', { asRoot: true, allowFailure: true });
  if (onPath.exitCode === 0 && onPath.stdout.startsWith('/')) return onPath.stdout.trim();
  return packagedBinary(node, context);
}

/** What the binary says of itself, asked on the node. @throws ClewError when it is no etcd or cannot run there */
export async function versionOf(node: SystemNode, binary: string): Promise<string> {
  const { stdout, stderr, exitCode } = await node.remote.exec([binary, '--version'], {
    asRoot: true,
    allowFailure: true,
    timeoutMs: commandTimeoutMs,
  });
  const version = /^etcd Version: (\S+)/m.exec(stdout)?.[1];
  if (version !== undefined) return version;
  throw new ClewError({
    message: `${node.name}: ${binary} --version ended with exit code ${exitCode} and named no version`,
    cure,
    node: node.name,
    command: `${binary} --version`,
    log: `${stdout}${stderr}`.trim().split('\n').slice(-5),
  });
}

async function namedBinary(node: SystemNode, path: string): Promise<string> {
  const test = await node.remote.exec(['test', '-x', path], { asRoot: true, allowFailure: true });
  if (test.exitCode === 0) return path;
  throw new ClewError({
    message: `${node.name} has no program at ${path}`,
    cure: 'Correct system.binary, or leave it out: then etcd is looked up on the PATH, or Debian’s package is used.',
    node: node.name,
    command: `test -x ${path}`,
  });
}

/**
 * A node that already has the same bytes gets no upload: from an earlier run, or because it sees this machine's files,
 * as the nodes of a lab do.
 */
async function packagedBinary(node: SystemNode, context: SystemContext): Promise<string> {
  const { cacheDirectory } = context;
  const local = join(await debianPackage({ name: 'etcd-server', cacheDirectory, cure }), 'usr/bin/etcd');
  const hash = await sha256(local);
  const { stdout } = await node.remote.exec(['sha256sum', installedBinary, local], {
    asRoot: true,
    allowFailure: true,
    timeoutMs: commandTimeoutMs,
  });
  const same = stdout.split('\n').find((line) => line.startsWith(hash));
  if (same !== undefined) return same.slice(hash.length).trim();
  await put(node, local);
  return installedBinary;
}

/** Uploaded beside, then moved into place as root: the user of the connection may not write there. */
async function put(node: SystemNode, local: string): Promise<void> {
  const upload = `/tmp/clew-etcd-${randomUUID()}`;
  try {
    await node.remote.upload(local, upload, { mode: 0o755 });
    await node.remote.exec(['install', '-D', '-m', '755', upload, installedBinary], {
      asRoot: true,
      timeoutMs: commandTimeoutMs,
    });
  } finally {
    await node.remote.exec(['rm', '-f', upload], { allowFailure: true, timeoutMs: commandTimeoutMs });
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
