/** Which machines a program was made for, read from the head of its ELF file, and whether a node is one of them. */
import { hidden, openly, worded } from '@/lib/base/wording';
import { ClewError } from '../../../base/failure';
import type { SystemNode } from '../system';

interface Architecture {
  /** As the kernel says it: `uname -m`. */
  readonly machine: string;
  /** As Debian says it. */
  readonly debian: string;
  /** In an ELF header: bits, and e_machine. */
  readonly bits: 32 | 64;
  readonly code: number;
  /** Kernels of these run it, too. */
  readonly alsoOn: readonly string[];
}

/** System V ABI, e_machine; Linux, utsname. */
const architectures: readonly Architecture[] = [
  { machine: 'x86_64', debian: 'amd64', bits: 64, code: 62, alsoOn: [] },
  { machine: 'i686', debian: 'i386', bits: 32, code: 3, alsoOn: ['i386', 'i586', 'x86_64'] },
  { machine: 'aarch64', debian: 'arm64', bits: 64, code: 183, alsoOn: ['arm64'] },
  { machine: 'armv7l', debian: 'armhf', bits: 32, code: 40, alsoOn: ['armv6l', 'armv8l', 'aarch64'] },
  { machine: 'ppc64le', debian: 'ppc64el', bits: 64, code: 21, alsoOn: [] },
  { machine: 's390x', debian: 's390x', bits: 64, code: 22, alsoOn: [] },
  { machine: 'riscv64', debian: 'riscv64', bits: 64, code: 243, alsoOn: [] },
  { machine: 'loongarch64', debian: 'loong64', bits: 64, code: 258, alsoOn: [] },
];

/** Enough for e_machine, which ends at byte 20. */
export const elfHeadBytes = 20;

/** @returns undefined where it is no ELF file; a name of our own where the architecture is unknown */
export function elfMachine(head: Buffer): string | undefined {
  if (head.length < elfHeadBytes || head.toString('latin1', 0, 4) !== '\x7fELF') return undefined;
  const bits = head[4] === 2 ? 64 : 32;
  const code = head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18);
  const found = architectures.find((candidate) => candidate.bits === bits && candidate.code === code);
  return found?.machine ?? `machine ${code} of ${bits} bits`;
}

/** @param file from `elfMachine` @param node from `uname -m` */
export function canRun(file: string, node: string): boolean {
  return file === node || architectures.some(({ machine, alsoOn }) => machine === file && alsoOn.includes(node));
}

/** The node's architecture in Debian's words. @throws ClewError where Debian has no word that we know */
export async function debianArchitectureOf(node: SystemNode): Promise<string> {
  const { stdout } = await node.remote.exec(['uname', '-m']);
  const machine = stdout.trim();
  const found = architectures.find((candidate) => candidate.machine === machine || candidate.alsoOn[0] === machine);
  if (found !== undefined) return found.debian;
  throw new ClewError({
    message: worded`${openly(node.name)} is ${openly(machine)}, and Clew does not know what Debian calls that`,
    cure: 'Choose another source: an address, a file, or a path on the nodes.',
    node: node.name,
    command: 'uname -m',
  });
}

/** Emulators that the kernel hands foreign programs to stand beside the two files that are always there. */
const question = `
head -c ${elfHeadBytes} -- "$1" | od -An -v -tx1 | tr -d ' \\n'; echo
uname -m
ls /proc/sys/fs/binfmt_misc 2>/dev/null | grep -qvE '^(register|status)$' && echo emulators`;

/**
 * Asked before the program is run: a shell that is given another machine's program may take it for a script.
 * @throws ClewError naming both architectures
 */
export async function assertRunnable(node: SystemNode, path: string): Promise<void> {
  const { stdout } = await node.remote.exec(['sh', '-c', question, 'clew', path], { asRoot: true, allowFailure: true });
  const [head = '', machine = '', emulators] = stdout.split('\n');
  const file = elfMachine(Buffer.from(head, 'hex'));
  if (file === undefined || machine === '' || emulators === 'emulators' || canRun(file, machine)) return;
  throw new ClewError({
    message: worded`${openly(node.name)} is ${openly(machine)} and cannot run ${hidden(path, 'the program')}, which is made for ${openly(file)}`,
    cure: `Choose a build for ${machine}.`,
    node: node.name,
    command: path,
  });
}
