/** Which program a node runs, from what the plan says about its source, and which version it is. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Source } from '@/lib/plan/source';
import { ClewError } from '../../failure';
import type { SystemContext, SystemNode } from '../system';
import { debianPackage } from './debian-package';

const commandTimeoutMs = 20_000;

/** A system that is one program. */
export interface Program {
  /** As on the PATH: `etcd`. */
  readonly command: string;
  readonly debianPackage: string;
  /** Below the root of the package: `usr/bin/etcd`. */
  readonly pathInPackage: string;
  /** Where it is put on a node that has none. */
  readonly installedPath: string;
  readonly versionArguments: readonly string[];
  /** The first group is the version. */
  readonly versionPattern: RegExp;
  /** What to do when there is none. */
  readonly cure: string;
}

/** @returns its path on the node @throws ClewError naming the node and the cure */
export async function findProgram(node: SystemNode, context: SystemContext, program: Program): Promise<string> {
  const source = sourceOf(context);
  switch (source.from) {
    case 'node':
      return namedProgram(node, source.path);
    case 'found': {
      const onPath = await node.remote.exec(['sh', '-c', `command -v "$1"`, 'clew', program.command], {
        asRoot: true,
        allowFailure: true,
      });
      if (onPath.exitCode === 0 && onPath.stdout.startsWith('/')) return onPath.stdout.trim();
      return packagedProgram(node, context, program);
    }
    default:
      throw new ClewError({ message: `a program from ${source.from} cannot be had yet`, cure: program.cure });
  }
}

/** What the program says of itself, asked on the node. @throws ClewError when it is another or cannot run there */
export async function versionOf(node: SystemNode, path: string, program: Program): Promise<string> {
  const command = [path, ...program.versionArguments];
  const { stdout, stderr, exitCode } = await node.remote.exec(command, {
    asRoot: true,
    allowFailure: true,
    timeoutMs: commandTimeoutMs,
  });
  const version = program.versionPattern.exec(`${stdout}\n${stderr}`)?.[1];
  if (version !== undefined) return version;
  throw new ClewError({
    message: `${node.name}: ${command.join(' ')} ended with exit code ${exitCode} and named no version`,
    cure: program.cure,
    node: node.name,
    command: command.join(' '),
    log: `${stdout}${stderr}`.trim().split('\n').slice(-5),
  });
}

function sourceOf({ plan }: SystemContext): Source {
  return 'source' in plan.system ? plan.system.source : { from: 'found' };
}

async function namedProgram(node: SystemNode, path: string): Promise<string> {
  const test = await node.remote.exec(['test', '-x', path], { asRoot: true, allowFailure: true });
  if (test.exitCode === 0) return path;
  throw new ClewError({
    message: `${node.name} has no program at ${path}`,
    cure: 'Correct system.source.path, or choose another source: `found` looks on the PATH, then takes Debian’s package.',
    node: node.name,
    command: `test -x ${path}`,
  });
}

/**
 * A node that already has the same bytes gets no upload: from an earlier run, or because it sees this machine's files,
 * as the nodes of a lab do.
 */
async function packagedProgram(node: SystemNode, context: SystemContext, program: Program): Promise<string> {
  const { cacheDirectory } = context;
  const files = await debianPackage({ name: program.debianPackage, cacheDirectory, cure: program.cure });
  const local = join(files, program.pathInPackage);
  const hash = await sha256(local);
  const { stdout } = await node.remote.exec(['sha256sum', program.installedPath, local], {
    asRoot: true,
    allowFailure: true,
    timeoutMs: commandTimeoutMs,
  });
  const same = stdout.split('\n').find((line) => line.startsWith(hash));
  if (same !== undefined) return same.slice(hash.length).trim();
  await put(node, local, program.installedPath);
  return program.installedPath;
}

/** Uploaded beside, then moved into place as root: the user of the connection may not write there. */
async function put(node: SystemNode, local: string, path: string): Promise<void> {
  const upload = `/tmp/clew-program-${randomUUID()}`;
  try {
    await node.remote.upload(local, upload, { mode: 0o755 });
    await node.remote.exec(['install', '-D', '-m', '755', upload, path], {
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
