/**
 * A cluster of processes on this machine, without root: each node is a process with a directory, an
 * SSH server and a port of its own, on loopback; the ways between them lead through links.
 *
 *     Clew ── SSH ──▶ n1 ── sh ──▶ the system, on n1's port
 *       └─ links n1→n2, n1→n3, … ──▶ the systems' ports
 *
 * It is made for one run and goes with it. Should this process end without a word, every node ends what it runs.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { present } from '@/lib/base/assert';
import { openly, type Wording, worded } from '@/lib/base/wording';
import { ClewError, failureText } from '../../base/failure';
import { workerFile } from '../../base/worker-file';
import type { ClusterAddress } from '../../nodes/cluster';
import { hostName } from '../../nodes/known-hosts';
import { Links } from '../../nodes/net/links';
import { newKeyPair } from '../keys';
import { killProcessesOf } from './end-processes';
import type { NodeOrders, NodeReport } from './node';
import { freePorts } from './ports';

const loopback = '127.0.0.1';

/** Node starts in a fraction of a second; a machine that is this slow is too slow to test on. */
const startTimeoutMs = 20_000;
/** Ending takes one look at the list of processes. */
const endTimeoutMs = 5000;

interface EmbeddedNode {
  readonly name: string;
  readonly directory: string;
  /** Of the system under test. */
  readonly port: number;
  readonly child: ChildProcess;
  readonly sshPort: number;
  /** As known_hosts writes it. */
  readonly hostKey: string;
}

export class EmbeddedCluster {
  readonly address: ClusterAddress;
  readonly links: Links;
  readonly #directory: string;
  readonly #nodes: readonly EmbeddedNode[];

  private constructor(directory: string, nodes: readonly EmbeddedNode[], links: Links) {
    this.#directory = directory;
    this.#nodes = nodes;
    this.links = links;
    this.address = {
      nodes: nodes.map(({ name, sshPort }) => ({ name, host: loopback, port: sshPort })),
      login: { user: userInfo().username, keyFile: join(directory, 'key'), isEnough: true },
      knownHostsFile: join(directory, 'known_hosts'),
    };
  }

  /** @throws ClewError when a process cannot be started; nothing is left behind */
  static async start(names: readonly string[]): Promise<EmbeddedCluster> {
    const directory = await realpath(await mkdtemp(join(tmpdir(), 'clew-embedded-')));
    const children: ChildProcess[] = [];
    try {
      const login = newKeyPair('clew-embedded');
      const [file, ports] = await Promise.all([workerFile('embedded-node'), freePorts(names.length)]);
      const nodes = await Promise.all(
        names.map(async (name, i): Promise<EmbeddedNode> => {
          const own = join(directory, name);
          await mkdir(own);
          const hostKey = newKeyPair(name);
          const child = fork(fileURLToPath(file), [], {
            execArgv: [],
            // Ctrl-C in the terminal is for us: the nodes live until the run is torn down.
            detached: true,
            stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
          });
          children.push(child);
          const sshPort = await started(name, child, {
            hostKey: hostKey.private,
            clientKey: login.public,
            directory: own,
            clusterDirectory: directory,
          });
          return { name, directory: own, port: present(ports[i], 'a port'), child, sshPort, hostKey: hostKey.public };
        }),
      );
      const knownHosts = nodes.map(({ sshPort, hostKey }) => {
        const [type, key] = hostKey.split(' ');
        return `${hostName(loopback, sshPort)} ${type} ${key}\n`;
      });
      await writeFile(join(directory, 'key'), login.private, { mode: 0o600 });
      await writeFile(join(directory, 'known_hosts'), knownHosts.join(''), { mode: 0o600 });
      return new EmbeddedCluster(directory, nodes, await Links.open(nodes));
    } catch (error) {
      await Promise.all(children.map(ended));
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  /** What a node has to itself on the machine that it shares. */
  node(name: string): { readonly directory: string; readonly port: number } {
    return present(
      this.#nodes.find((node) => node.name === name),
      `the embedded node ${name}`,
    );
  }

  /** Nothing stays: no process, no file, no port. */
  async close(): Promise<void> {
    await Promise.all(this.#nodes.map(({ child }) => ended(child)));
    // A node that was killed could not do this for itself.
    for (const { directory } of this.#nodes) killProcessesOf(directory);
    await this.links.close();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** @returns the port of the node's SSH server */
function started(node: string, child: ChildProcess, orders: NodeOrders): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (what: Wording, cause?: unknown) => {
      clearTimeout(timer);
      reject(new ClewError({ message: worded`${openly(node)}: the embedded node ${what}`, node }, { cause }));
    };
    const timer = setTimeout(
      () => fail(worded`did not start within ${openly(startTimeoutMs / 1000)} s`),
      startTimeoutMs,
    );
    child.once('error', (error) => fail(worded`cannot be started: ${failureText(error)}`, error));
    child.once('exit', (code, signal) => fail(worded`ended while starting (${openly(signal ?? `exit code ${code}`)})`));
    child.once('message', (report: NodeReport) => {
      clearTimeout(timer);
      if ('port' in report) resolve(report.port);
      else fail(worded`cannot serve SSH: ${report.failure}`);
    });
    child.send(orders);
  });
}

/** Lets go of the node, which then ends by itself. */
function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), endTimeoutMs);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    if (child.connected) child.disconnect();
  });
}
