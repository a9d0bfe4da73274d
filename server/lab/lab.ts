/**
 * Clusters made on this machine: a node has its own network, host name, processes and files, and an sshd. The rest of
 * the server reaches a lab as it reaches any other cluster, over SSH.
 *
 * A lab has an owner, the process that uses it, and ends by itself when its owner has ended; one made on the command line is
 * kept until `lab down`. What it left on the disk is removed by the next `labUp` or `sweepLabs`, however far it had got.
 */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { access, mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { present } from '@/lib/base/assert';
import { hidden, openly, type Wording, worded } from '@/lib/base/wording';
import { ClewError } from '../base/failure';
import { poll } from '../base/poll';
import { isAlive, kill, type ProcessId, processesWith, processId } from '../base/process';
import type { ClusterAddress } from '../nodes/cluster';
import { freeNetwork, nodeAddress } from './address';
import { sshBanner } from './banner';
import { writeLabFiles } from './keys';
import { type LabState, labNames, labsDirectory, readState, removeState, withLabsLock, writeState } from './state';
import { labEnvironment, labSupport } from './support';

export interface LabNode {
  readonly name: string;
  readonly address: string;
}

export interface Lab {
  readonly name: string;
  readonly nodes: readonly LabNode[];
  /** Private key of root on every node. */
  readonly keyFile: string;
  readonly knownHostsFile: string;
}

export interface LabRequest {
  readonly name: string;
  /** How many. */
  readonly nodes: number;
  /** The lab goes when this process goes. Without one it is kept until `labDown`. */
  readonly ownerPid?: number;
  readonly onProgress?: (message: Wording) => void;
  /** Stops the making; what was made so far is removed. */
  readonly signal?: AbortSignal;
}

export interface LabReport extends Lab {
  readonly isKept: boolean;
  readonly ownerPid?: number;
  /** In the order of `nodes`. */
  readonly answers: readonly boolean[];
}

/** In the environment of a lab's processes: its directory. That is how they are found again. */
const markVariable = 'CLEW_LAB';
/** Five nodes take about a second; a loaded machine may take several. */
const upTimeoutMs = 20_000;
/** A live sshd greets at once. */
const healthTimeoutMs = 1500;
/** Killing the first process of a namespace ends it within milliseconds; its network is undone shortly after. */
const downTimeoutMs = 10_000;
const pollMs = 10;
const maxShownLogLines = 20;
const maxNodes = 99;
/** A process shows no environment while it turns into another program, so one look may miss it. */
const looksToBeSure = 3;

/**
 * Makes the lab, or takes over the one of that name when it is complete and unused.
 * @throws ClewError when labs cannot be made here, another process holds it, or a node does not come up
 */
export async function labUp(request: LabRequest): Promise<Lab> {
  checkRequest(request);
  const report = request.onProgress ?? (() => undefined);
  const owner = request.ownerPid === undefined ? undefined : await ownerOf(request.ownerPid);
  const claimed = await withLabsLock(async (directory) => {
    await sweep(directory, request.name);
    const adopted = await adopt(join(directory, request.name), request, owner);
    return adopted ?? claim(directory, request, owner);
  });
  if (claimed.maker === undefined) {
    report(worded`lab ${openly(claimed.name)}: ${openly(claimed.nodes.length)} nodes are up already`);
    return labOf(claimed);
  }
  try {
    await make(claimed, report, request.signal);
  } catch (error) {
    await withLabsLock(() => remove(claimed.directory, claimed.network.uplink));
    throw error;
  }
  const { maker: _, ...up } = claimed;
  await withLabsLock(() => writeState(up));
  return labOf(up);
}

/** Every lab, or the one named, with what its nodes answer. */
export async function labStatus(name?: string): Promise<LabReport[]> {
  const directory = await labsDirectory();
  const names = name === undefined ? await labNames(directory) : [name];
  const states = await Promise.all(names.map((each) => readState(join(directory, each))));
  return Promise.all(
    states
      .filter((state) => state !== undefined)
      .map(async (state) => ({
        ...labOf(state),
        isKept: state.isKept,
        ...(state.owner && (await isAlive(state.owner)) && { ownerPid: state.owner.pid }),
        answers: await Promise.all(state.nodes.map((node) => isAnswering(node))),
      })),
  );
}

/** Removes the lab even if it is in use. @returns whether there was one */
export async function labDown(name: string): Promise<boolean> {
  checkName(name);
  return withLabsLock(async (directory) => {
    const isThere = (await labNames(directory)).includes(name);
    const state = await readState(join(directory, name));
    await remove(join(directory, name), state?.network.uplink);
    return isThere;
  });
}

/** Lets go of a lab: one that is kept stays for the next owner, any other is removed. */
export async function labRelease(name: string): Promise<void> {
  checkName(name);
  await withLabsLock((directory) => release(join(directory, name)));
}

/** Removes what processes that are gone left behind. */
export async function sweepLabs(): Promise<void> {
  await withLabsLock((directory) => sweep(directory));
}

async function sweep(directory: string, except?: string): Promise<void> {
  const names = await labNames(directory);
  for (const name of names.filter((each) => each !== except)) {
    const state = await readState(join(directory, name));
    if (state && (await holderOf(state)) !== undefined) continue;
    if (state && state.maker === undefined) await release(join(directory, name));
    else await remove(join(directory, name), state?.network.uplink);
  }
  // Processes whose lab has lost its directory.
  for (const { pid, value } of await processesWith(markVariable)) {
    if (value.startsWith(`${directory}/`) && !names.includes(value.slice(directory.length + 1))) kill(pid);
  }
}

/** A kept lab whose processes are gone, after `kill -9` say, is of no use to anyone. */
async function release(directory: string): Promise<void> {
  const state = await readState(directory);
  const { owner, ...free } = state ?? {};
  const isRunning = (await processesOf(directory)).length > 0;
  if (state?.isKept && isRunning) {
    if (owner !== undefined) await writeState(free as LabState);
  } else await remove(directory, state?.network.uplink);
}

/** Takes over a complete, unused lab; removes a broken one. */
async function adopt(
  directory: string,
  request: LabRequest,
  owner: ProcessId | undefined,
): Promise<LabState | undefined> {
  const state = await readState(directory);
  if (state === undefined) {
    await remove(directory, undefined);
    return undefined;
  }
  const holder = await holderOf(state);
  if (holder && (state.maker !== undefined || holder.pid !== owner?.pid)) throw heldBy(state.name, holder);
  // One that is not kept ends with the owner that it was made for.
  const isLasting = state.isKept || holder !== undefined;
  const isFitting = isLasting && state.maker === undefined && state.nodes.length === request.nodes;
  if (isFitting && (await isHealthy(state))) {
    const { owner: _, ...rest } = state;
    const adopted: LabState = { ...rest, ...(owner ? { owner } : { isKept: true }) };
    await writeState(adopted);
    return adopted;
  }
  await remove(directory, state.network.uplink);
  return undefined;
}

/** Writes down what will be made, so that it can be found and removed from now on. */
async function claim(directory: string, request: LabRequest, owner: ProcessId | undefined): Promise<LabState> {
  const support = await labSupport();
  if (!support.ok) throw new ClewError({ message: support.reason });
  const own = join(directory, request.name);
  const network = freeNetwork(await usedRoutes(directory), await usedInterfaces());
  if (network === undefined) {
    throw new ClewError({
      message: worded`no free network for a lab`,
      cure: 'remove labs with: clew lab down --name …',
    });
  }
  const state: LabState = {
    version: 1,
    name: request.name,
    directory: own,
    network,
    nodes: Array.from({ length: request.nodes }, (_, i) => ({ name: `n${i + 1}`, address: nodeAddress(network, i) })),
    keyFile: join(own, 'id_ed25519'),
    knownHostsFile: join(own, 'known_hosts'),
    maker: present(await processId(process.pid), 'this process'),
    ...(owner && { owner }),
    isKept: owner === undefined,
  };
  await mkdir(own, { mode: 0o700 });
  await writeState(state);
  return state;
}

async function make(lab: LabState, report: (message: Wording) => void, signal: AbortSignal | undefined): Promise<void> {
  await writeLabFiles(lab);
  const log = await open(join(lab.directory, 'log'), 'a', 0o600);
  let tree: ChildProcess;
  let hasEnded = false;
  try {
    tree = spawn('unshare', ['--net', 'sh', join(lab.directory, 'lab.sh'), 'switch'], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: labEnvironment({
        [markVariable]: lab.directory,
        CALLER: String(process.pid),
        UPLINK: lab.network.uplink,
        GATEWAY: lab.network.gateway,
        NODES: lab.nodes.map((node) => `${node.name}=${node.address}`).join(' '),
        ...(!lab.isKept && lab.owner && { OWNER: `${lab.owner.pid} ${lab.owner.startTicks}` }),
      }),
    });
    tree.once('exit', () => {
      hasEnded = true;
    });
    tree.once('error', () => {
      hasEnded = true;
    });
    tree.unref();
  } finally {
    await log.close();
  }
  try {
    await untilUp(lab, report, () => hasEnded, signal);
  } catch (error) {
    // A process that has only just begun does not carry the mark yet, by which the others are found.
    tree.kill('SIGKILL');
    await poll(() => hasEnded, { intervalMs: pollMs, timeoutMs: downTimeoutMs });
    throw error;
  }
}

async function untilUp(
  lab: LabState,
  report: (message: Wording) => void,
  hasEnded: () => boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  await Promise.all(
    lab.nodes.map(async (node) => {
      let hasFailed = false;
      const isUp = await poll(
        async () => {
          hasFailed = hasEnded() || (await exists(join(lab.directory, node.name, 'exit')));
          return hasFailed || (signal?.aborted ?? false) || (await isAnswering(node));
        },
        { intervalMs: pollMs, timeoutMs: upTimeoutMs },
      );
      if (signal?.aborted) throw new ClewError({ message: worded`the making of lab ${openly(lab.name)} was stopped` });
      if (!isUp || hasFailed) throw await notUp(lab, node, hasFailed);
      report(worded`${openly(node.name)} answers${hidden(` at ${node.address}`, '')}`);
    }),
  );
}

/** Ends the lab's processes; its namespaces, interfaces and mounts end with them. Then its files. */
async function remove(directory: string, uplink: string | undefined): Promise<void> {
  let emptyLooks = 0;
  const isGone = await poll(
    async () => {
      const rest = await processesOf(directory);
      for (const pid of rest) kill(pid);
      emptyLooks = rest.length === 0 ? emptyLooks + 1 : 0;
      return emptyLooks === looksToBeSure;
    },
    { intervalMs: pollMs, timeoutMs: downTimeoutMs },
  );
  if (!isGone) {
    const pids = (await processesOf(directory)).join(', ');
    throw new ClewError({
      message: `processes of the lab in ${directory} do not end: ${pids}`,
      cure: 'they hang in the kernel; try again, or restart the machine',
    });
  }
  const hasEndedToo = async () => uplink === undefined || !(await hasInterface(uplink));
  if (uplink !== undefined && !(await poll(hasEndedToo, { intervalMs: pollMs, timeoutMs: downTimeoutMs }))) {
    await promisify(execFile)('ip', ['link', 'delete', uplink], { env: labEnvironment() });
  }
  await removeState(directory);
}

async function processesOf(directory: string): Promise<number[]> {
  return (await processesWith(markVariable)).filter(({ value }) => value === directory).map(({ pid }) => pid);
}

/** The live process that makes or holds the lab. */
async function holderOf(state: LabState): Promise<ProcessId | undefined> {
  if (state.maker !== undefined) return (await isAlive(state.maker)) ? state.maker : undefined;
  return state.owner && (await isAlive(state.owner)) ? state.owner : undefined;
}

async function isHealthy(state: LabState): Promise<boolean> {
  return (await Promise.all(state.nodes.map(isAnswering))).every(Boolean);
}

async function isAnswering(node: LabNode): Promise<boolean> {
  return (await sshBanner(node.address, 22, healthTimeoutMs)) !== undefined;
}

async function ownerOf(pid: number): Promise<ProcessId> {
  const owner = await processId(pid);
  if (owner === undefined) throw new ClewError({ message: `a lab cannot belong to process ${pid}: it does not exist` });
  return owner;
}

/** What the machine routes already, and what other labs have claimed but perhaps not made yet. */
async function usedRoutes(directory: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ip', ['-json', '-4', 'route', 'show', 'table', 'all'], {
    env: labEnvironment(),
  });
  const routes = (JSON.parse(stdout || '[]') as { readonly dst?: string }[]).flatMap(({ dst }) => dst ?? []);
  const states = await Promise.all((await labNames(directory)).map((name) => readState(join(directory, name))));
  return [...routes, ...states.flatMap((state) => (state ? [`${state.network.prefix}.0/24`] : []))];
}

async function usedInterfaces(): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ip', ['-json', 'link'], { env: labEnvironment() });
  return (JSON.parse(stdout) as { readonly ifname: string }[]).map(({ ifname }) => ifname);
}

function hasInterface(name: string): Promise<boolean> {
  return exists(`/sys/class/net/${name}`);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function labOf({ name, nodes, keyFile, knownHostsFile }: LabState): Lab {
  return { name, nodes, keyFile, knownHostsFile };
}

function heldBy(name: string, holder: ProcessId): ClewError {
  return new ClewError({
    message: worded`lab ${openly(name)} is in use by process ${openly(holder.pid)}`,
    cure: `end that process, or use another lab with: --name <name>`,
  });
}

async function notUp(lab: LabState, node: LabNode, hasFailed: boolean): Promise<ClewError> {
  const log = await readFile(join(lab.directory, 'log'), 'utf8').catch(() => '');
  const lines = log.trim().split('\n').slice(-maxShownLogLines);
  const what = hasFailed ? 'could not be made' : `did not answer within ${upTimeoutMs / 1000} s`;
  return new ClewError({
    message: worded`lab ${openly(lab.name)}: ${openly(node.name)}${hidden(` (${node.address})`, '')} ${openly(what)}: ${openly(lines.at(-1) || 'it said nothing')}`,
    cure: 'see the log above; clew lab up tries again from the beginning',
    node: node.name,
    log: lines,
  });
}

function checkRequest({ name, nodes }: LabRequest): void {
  checkName(name);
  if (Number.isInteger(nodes) && nodes >= 1 && nodes <= maxNodes) return;
  throw new ClewError({ message: `a lab has 1 to ${maxNodes} nodes, not ${nodes}` });
}

function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) return;
  throw new ClewError({
    message: `${JSON.stringify(name)} cannot name a lab`,
    cure: 'use small letters, digits and dashes, at most 40',
  });
}

export function labAddress(lab: Lab): ClusterAddress {
  return {
    nodes: lab.nodes.map((node) => ({ name: node.name, host: node.address, port: 22 })),
    login: { user: 'root', keyFile: lab.keyFile },
    knownHostsFile: lab.knownHostsFile,
  };
}
