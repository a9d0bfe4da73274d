/**
 * What this machine shows of a server and of its nodes to somebody who knows nothing of Clew's code: namespaces, process
 * states and open files in /proc, and the rules of each network as iptables prints them.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { present } from '@/lib/base/assert';

const run = promisify(execFile);

const labsDirectory = '/run/clew/labs';

/** The network of one node, and what runs in it. */
export interface NodeSight {
  readonly network: string;
  /** Packets that it drops or holds up, each a line of iptables or tc. */
  readonly cuts: readonly string[];
  /** Programs that were stopped, or run, that are not the node's own: `etcd T`. */
  readonly programs: readonly string[];
}

/** What a lab's own tree is made of; everything else was brought there by a run. */
const ownPrograms = new Set(['sh', 'sshd', 'unshare', 'nsenter', 'sshd-session', 'sftp-server']);

/** One for each network in which an sshd of the lab serves; the others are this machine's, and that of the lab's switch. */
export async function nodesOf(labDirectory: string): Promise<readonly NodeSight[]> {
  const processes = await allProcesses();
  // An sshd writes over its environment, and so does not carry the mark itself.
  const served = new Set(processes.filter(({ name }) => name === 'sshd').map(({ network }) => network));
  const own = await readlink('/proc/self/ns/net');
  const marked = processes.filter(({ lab, network }) => lab === labDirectory && network !== own && served.has(network));
  const networks = new Map(marked.map(({ network, pid }) => [network, pid]));
  return Promise.all(
    [...networks].map(async ([network, pid]) => ({
      network,
      cuts: await cutsIn(pid),
      programs: processes
        .filter((each) => each.network === network && !ownPrograms.has(each.name))
        .map(({ name, state }) => `${name} ${state === 'T' ? 'T' : 'R'}`),
    })),
  );
}

interface ProcessSight {
  readonly pid: number;
  readonly name: string;
  readonly state: string;
  readonly network: string;
  /** The directory of the lab that it was started for; children of sshd do not carry it. */
  readonly lab: string | undefined;
}

async function allProcesses(): Promise<readonly ProcessSight[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(pids.map(sightOf));
  return found.filter((each) => each !== undefined);
}

/** Nothing of a process that ends while it is looked at, nor of one that has ended and was not asked for. */
async function sightOf(pid: number): Promise<ProcessSight | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const state = present(stat.slice(stat.lastIndexOf(')') + 2)[0], 'the state of a process');
    if (state === 'Z' || state === 'X') return undefined;
    const [network, environment] = await Promise.all([
      readlink(`/proc/${pid}/ns/net`),
      readFile(`/proc/${pid}/environ`, 'latin1'),
    ]);
    const mark = environment.split('\0').find((line) => line.startsWith('CLEW_LAB='));
    return { pid, name, state, network, lab: mark?.slice('CLEW_LAB='.length) };
  } catch {
    return undefined;
  }
}

async function cutsIn(pid: number): Promise<readonly string[]> {
  const said = async (...command: readonly string[]) => {
    const asked = run('nsenter', [`--net=/proc/${pid}/ns/net`, ...command]);
    return (await asked.catch(() => ({ stdout: '' }))).stdout.split('\n');
  };
  const tables = ['filter', 'mangle', 'raw'].flatMap((table) =>
    ['iptables', 'ip6tables'].map((program) => [program, table]),
  );
  const rules = await Promise.all(tables.map(([program = '', table = '']) => said(program, '-w', '-t', table, '-S')));
  const queues = await said('tc', 'qdisc', 'show');
  return [
    ...rules.flat().filter((rule) => /DROP|REJECT|NFQUEUE|CLEW/.test(rule)),
    ...queues.filter((queue) => /^qdisc (?:tbf|htb|netem|prio|hfsc|ingress|clsact)/.test(queue)),
  ];
}

/** Names of the labs that a process has made or holds. */
export async function labsOf(pid: number): Promise<readonly string[]> {
  const names = await readdir(labsDirectory).catch(() => []);
  const held = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(labsDirectory, name, 'lab.json'), 'utf8').catch(() => '{}');
      const { owner, maker } = JSON.parse(text || '{}') as Record<'owner' | 'maker', { pid?: number } | undefined>;
      return owner?.pid === pid || maker?.pid === pid ? [name] : [];
    }),
  );
  return held.flat();
}

export function labDirectory(name: string): string {
  return join(labsDirectory, name);
}

/** Processes of labs by that name, whether or not their directory is still there. */
export async function processesOfLab(name: string): Promise<number> {
  return (await allProcesses()).filter(({ lab }) => lab === labDirectory(name)).length;
}

/** Open files, sockets included; none of a process that is gone. */
export async function descriptorsOf(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`).catch(() => [])).length;
}
