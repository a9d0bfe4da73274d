/** Which program a node runs, from what the plan says about its source, and which version it is. */

import { basename } from 'node:path';
import { hidden, openly, worded } from '@/lib/base/wording';
import type { Source } from '@/lib/catalog/systems/source';
import { isManaged } from '@/lib/plan/managed';
import { ClewError, failureAt } from '../../../base/failure';
import type { SystemContext, SystemNode } from '../system';
import { assertRunnable, debianArchitectureOf } from './architecture';
import { programAt, programIn } from './archive';
import { debianPackage } from './debian-package';
import { downloadedFile } from './download';
import { sentProgram } from './sent';

const commandTimeoutMs = 20_000;
/** Of what a program says that names no version. */
const shownLines = 5;

/** A system that is one program. */
export interface Program {
  /** As on the PATH: `etcd`. */
  readonly command: string;
  readonly debianPackage: string;
  /** The Debian release that has the package, where the nodes' own need not. */
  readonly debianRelease?: string;
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

/** @returns its path on the node, which can run it @throws ClewError naming the node and the cure */
export async function findProgram(node: SystemNode, context: SystemContext, program: Program): Promise<string> {
  const path = await shownAt(node, () => located(node, context, program));
  await assertRunnable(node, path);
  return path;
}

/** What goes wrong on the control machine is shown at the node that it was meant for. */
export async function shownAt<T>(node: SystemNode, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ClewError && error.failure.node === undefined) {
      throw new ClewError(failureAt(error, node.name), { cause: error });
    }
    throw error;
  }
}

async function located(node: SystemNode, context: SystemContext, program: Program): Promise<string> {
  if (!isManaged(context.plan)) return runningProgram(node, program);
  const source = sourceOf(context);
  if (source.from === 'node') return namedProgram(node, source.path);
  if (source.from === 'found') {
    const onPath = await node.remote.exec(['sh', '-c', `command -v "$1"`, 'clew', program.command], {
      asRoot: true,
      allowFailure: true,
    });
    if (onPath.exitCode === 0 && onPath.stdout.startsWith('/')) return onPath.stdout.trim();
  }
  return sentProgram(node, await localProgram(node, context, program), program.installedPath);
}

/** Where the program to be sent lies on the control machine. */
async function localProgram(
  node: SystemNode,
  { cacheDirectory, report, signal, ...context }: SystemContext,
  program: Program,
): Promise<string> {
  const source = sourceOf(context);
  const wanted = { name: basename(program.pathInPackage), pathInPackage: program.pathInPackage };
  if (source.from === 'download' || source.from === 'file') {
    const { path, shown } = await localFile(source, { cacheDirectory, report, signal });
    return programIn(path, shown, wanted, cacheDirectory);
  }
  const release = source.from === 'debian' ? source.release : undefined;
  const architecture = await debianArchitectureOf(node);
  const name = program.debianPackage;
  const files = await debianPackage({ name, release, architecture, cacheDirectory, cure: program.cure, signal });
  return programAt(files, `Debian's package ${name}${release === undefined ? '' : ` of ${release}`}`, wanted);
}

/** A file that the plan names, on the control machine, and what a person calls it. */
export async function localFile(
  source: Extract<Source, { from: 'download' | 'file' }>,
  context: Pick<SystemContext, 'cacheDirectory' | 'report' | 'signal'>,
): Promise<{ readonly path: string; readonly shown: string }> {
  if (source.from === 'file') return { path: source.path, shown: source.path };
  return { path: await downloadedFile({ ...source, ...context }), shown: source.url };
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
  const said = `${stdout}${stderr}`.trim().split('\n').slice(-shownLines);
  throw new ClewError({
    message: worded`${openly(node.name)}: ${hidden(command.join(' '), program.command)} ended with exit code ${openly(exitCode)} and named no version: ${openly(said.at(-1) || 'it said nothing')}`,
    cure: program.cure,
    node: node.name,
    command: command.join(' '),
    log: said,
  });
}

/** What the plan says; of a system that comes with Clew, nothing. */
export function sourceOf({ plan }: Pick<SystemContext, 'plan'>): Source {
  return 'source' in plan.system ? plan.system.source : { from: 'found' };
}

/** Of a system that runs already nothing is sent; its program is asked for its version. */
async function runningProgram(node: SystemNode, { command, installedPath }: Program): Promise<string> {
  const script = 'command -v "$1" || { [ -x "$2" ] && echo "$2"; }';
  const found = await node.remote.exec(['sh', '-c', script, 'clew', command, installedPath], {
    asRoot: true,
    allowFailure: true,
  });
  if (found.exitCode === 0 && found.stdout.startsWith('/')) return found.stdout.trim();
  throw new ClewError({
    message: worded`${openly(node.name)}: ${openly(command)} is not on the PATH, so nobody can say which version runs there`,
    cure: `link the program that runs there into the PATH: ln -s /where/it/is/${command} /usr/local/bin/`,
    node: node.name,
    command: `command -v ${command}`,
  });
}

async function namedProgram(node: SystemNode, path: string): Promise<string> {
  const test = await node.remote.exec(['test', '-x', path], { asRoot: true, allowFailure: true });
  if (test.exitCode === 0) return path;
  throw new ClewError({
    message: worded`${openly(node.name)} has no program at ${hidden(path, 'the path of the plan')}`,
    cure: 'Correct system.source.path, or choose another source: `found` looks on the PATH, then takes Debian’s package.',
    node: node.name,
    command: `test -x ${path}`,
  });
}
