/**
 * Shared libraries that a program from a Debian package needs and a node lacks, taken from packages of the same release.
 * Where the C library itself is too old, as for a program of a later release, the program is started by that release's
 * loader, with its libraries; nothing of the node's own is changed.
 */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { present } from '@/lib/base/assert';
import { openly, worded } from '@/lib/base/wording';
import { ClewError } from '../../../base/failure';
import type { SystemContext, SystemNode } from '../system';
import { debianArchitectureOf } from './architecture';
import { debianPackage } from './debian-package';
import { shownAt, sourceOf } from './program';
import { sentProgram } from './sent';

const commandTimeoutMs = 20_000;
/** Each round finds what the libraries of the round before need. */
const maxRounds = 5;
const cLibrary = 'libc.so.6';
/** Of one version, or the loader refuses them. */
const ofCLibrary = [cLibrary, 'libm.so.6', 'loader'];
const loaderPattern = /^ld-linux.*\.so\.\d+$/;

export interface LinkedProgram {
  /** Where it lies on the node. */
  readonly path: string;
  /** The names under which it is started; some programs do what they are called. */
  readonly names: readonly string[];
  /** On the node, of its own: gets a `lib`, the links, and in `bin` what starts them. */
  readonly directory: string;
  /** By the name that the loader looks for, the packages of which one has it, in any release. */
  readonly packages: Readonly<Record<string, readonly string[]>>;
  readonly cure: string;
}

/**
 * Puts `<directory>/bin/<name>` on the node for each name: it becomes the program, called `<directory>/<name>`.
 * @throws ClewError naming the node and a library that is nowhere
 */
export async function linkProgram(node: SystemNode, context: SystemContext, program: LinkedProgram): Promise<void> {
  const { path, names, directory } = program;
  const libraries = `${directory}/lib`;
  const loader = `${libraries}/loader`;
  const script =
    'target=$1; rm -rf "$2" "$3" && mkdir -p "$2" "$3" && shift 3 && for name; do ln -sfn "$target" "$name"; done';
  const links = names.map((name) => `${directory}/${name}`);
  await onNode(node, script, [path, libraries, `${directory}/bin`, ...links]);
  const sent = new Set<string>();
  for (let round = 0; ; round++) {
    const listed = sent.has('loader') ? [loader, '--library-path', libraries, '--list', path] : ['ldd', path];
    const env = sent.has('loader') ? [] : ['env', `LD_LIBRARY_PATH=${libraries}`];
    const { stdout, stderr } = await node.remote.exec([...env, ...listed], {
      asRoot: true,
      allowFailure: true,
      timeoutMs: commandTimeoutMs,
    });
    const lacking = lackingLibraries(`${stdout}\n${stderr}`);
    if (lacking.length === 0) break;
    const wanted = lacking.includes(cLibrary) ? [...new Set([...lacking, ...ofCLibrary])] : lacking;
    const [again] = wanted.filter((name) => sent.has(name));
    if (round === maxRounds || again !== undefined) throw lacks(node, program, again ?? present(lacking[0], 'one'));
    for (const name of wanted) {
      await sendLibrary(node, context, program, name);
      sent.add(name);
    }
  }
  const start = sent.has('loader') ? `exec ${loader} --library-path ${libraries}` : 'exec';
  const variable = sent.size > 0 && !sent.has('loader') ? `LD_LIBRARY_PATH=${libraries}\nexport LD_LIBRARY_PATH\n` : '';
  for (const name of names) {
    await onNode(node, 'cat > "$1" && chmod 755 "$1"', [`${directory}/bin/${name}`], {
      stdin: `#!/bin/sh\n${variable}${start} ${directory}/${name} "$@"\n`,
    });
  }
}

/**
 * From what the loader says:
 *
 *     liblzf.so.1 => not found
 *     redis-server: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found (required by redis-server)
 */
export function lackingLibraries(said: string): readonly string[] {
  const missing = [...said.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name);
  const old = [...said.matchAll(/([^/\s]+): version `[^']+' not found/g)].map(([, name]) => name);
  return [...new Set([...missing, ...old])].filter((name) => name !== undefined);
}

async function sendLibrary(
  node: SystemNode,
  context: SystemContext,
  program: LinkedProgram,
  name: string,
): Promise<void> {
  const { packages, directory, cure } = program;
  const source = sourceOf(context);
  const owners = packages[name === 'loader' ? cLibrary : name];
  if (owners === undefined || source.from === 'node') throw lacks(node, program, name);
  const release = source.from === 'debian' ? source.release : undefined;
  const architecture = await debianArchitectureOf(node);
  const { cacheDirectory, signal } = context;
  const request = { release, architecture, cacheDirectory, cure, signal };
  const isIt = (file: string) => (name === 'loader' ? loaderPattern.test(file) : file === name);
  let refused: unknown;
  for (const owner of owners) {
    try {
      const root = await debianPackage({ ...request, name: owner });
      const file = (await readdir(root, { recursive: true })).find((path) => isIt(basename(path)) && isLibrary(path));
      if (file === undefined) continue;
      const at = await sentProgram(node, join(root, file), `${directory}/files/${name}`);
      await onNode(node, 'ln -sfn "$1" "$2"', [at, `${directory}/lib/${name}`]);
      return;
    } catch (error) {
      refused = error;
    }
  }
  if (refused === undefined) throw lacks(node, program, name);
  await shownAt(node, () => Promise.reject(refused));
}

/** Packages have links elsewhere that lead out of themselves. */
function isLibrary(path: string): boolean {
  return /^(?:usr\/)?lib\/[^/]+-linux-[^/]+\//.test(path);
}

function lacks(node: SystemNode, { path, cure }: LinkedProgram, name: string): ClewError {
  return new ClewError({
    message: worded`${openly(node.name)} lacks ${openly(name)}, which ${openly(basename(path))} needs`,
    cure,
    node: node.name,
    command: `ldd ${path}`,
  });
}

async function onNode(
  node: SystemNode,
  script: string,
  args: readonly string[],
  options: { readonly stdin?: string } = {},
): Promise<void> {
  await node.remote.exec(['sh', '-c', script, 'clew', ...args], {
    ...options,
    asRoot: true,
    timeoutMs: commandTimeoutMs,
  });
}
