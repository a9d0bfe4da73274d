/**
 * One node as a run holds it. Every command of the run goes through the hold: it renews the lease, and is not begun on
 * a node that is not the run's any more. So no fault begins where nothing would undo it.
 */

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { printableText } from '@/lib/base/plain-text';
import { hidden, openly, worded } from '@/lib/base/wording';
import { clipped } from '@/lib/base/words';
import { ClewError, type FailureInput } from '../../base/failure';
import type { ExecOptions, ExecResult, Remote } from '../remote';
import { RemoteError } from '../remote-error';
import { heldExitCode, holdMark, holdScripts, lostExitCode } from './scripts';

/**
 * After so long without a word of its run a node undoes what the run did to it. A machine that nobody comes back to is
 * whole within a minute: this, a look every twentieth of it, and what undoing takes.
 */
export const defaultLimitSeconds = 40;
/** Undoing what a lapsed run left is part of taking a node, and may wait for a process to end. */
const takeTimeoutMs = 60_000;
const releaseTimeoutMs = 20_000;

export interface HoldRequest {
  /** Its id, which the node tells others who ask for it. */
  readonly run: string;
  /** Each undoes something that a run may leave on the node, by itself and at any time; a POSIX shell script. */
  readonly undo: readonly string[];
  /** Runs that are over, whatever the node says: it is taken from them. */
  readonly over?: readonly string[];
  /** Shorter in tests. */
  readonly limitSeconds?: number;
  /** Told each time that the node says that it is not the run's any more. */
  readonly onLost?: (error: HoldLostError) => void;
}

/** The node is not the run's any more; nothing was done. */
export class HoldLostError extends ClewError {
  override readonly name: string = 'HoldLostError';
}

/** Another run has the node, or the same run has it under another name. */
export class NodeHeldError extends ClewError {
  override readonly name: string = 'NodeHeldError';
  /** The node of the same cluster that is the same machine. */
  readonly sameAs: string | undefined;

  constructor(failure: FailureInput, sameAs?: string) {
    super(failure);
    this.sameAs = sameAs;
  }
}

/** On both clocks of this machine. */
interface Moment {
  readonly steadyMs: number;
  readonly wallMs: number;
}

const scripts = holdScripts();

export class NodeHold implements Remote {
  readonly node: string;
  readonly address: string;
  /** Of the kernel that it runs on, and of its network: equal for two nodes where both are one. */
  readonly network: string;
  readonly #remote: Remote;
  readonly #request: HoldRequest;
  readonly #token: string;
  readonly #guard: string;
  /** When the last command that the node answered was sent. */
  #heard: Moment;

  private constructor(remote: Remote, request: HoldRequest, token: string, network: string, heard: Moment) {
    this.node = remote.node;
    this.address = remote.address;
    this.network = network;
    this.#remote = remote;
    this.#request = request;
    this.#token = token;
    this.#guard = scripts.guard(token);
    this.#heard = heard;
  }

  /**
   * Takes the node and starts its dead-man's switch; first undoes what a run left whose lease has lapsed.
   * @throws NodeHeldError where it is another run's, RemoteError where it cannot be done
   */
  static async take(remote: Remote, request: HoldRequest): Promise<NodeHold> {
    const { run, undo, over = [], limitSeconds = defaultLimitSeconds } = request;
    const token = randomUUID();
    const about = [token, run, remote.node, `Clew on ${hostname()}`, String(limitSeconds), ` ${over.join(' ')} `];
    const command = ['sh', '-c', scripts.take, 'clew', ...about, ...undo];
    const options = { asRoot: true, allowFailure: true, timeoutMs: takeTimeoutMs };
    const sent = moment();
    const { exitCode, stdout, stderr } = await remote.exec(command, options);
    if (exitCode === heldExitCode && stdout.startsWith(`${holdMark} held\n`)) throw heldBy(stdout, remote, request);
    if (exitCode !== 0) {
      throw new RemoteError({
        kind: 'exit',
        node: remote.node,
        message: worded`the node cannot be taken for the run: ${stderr.trim().split('\n').at(-1) || openly(`exit code ${exitCode}`)}`,
        cure: 'make room in /run and install util-linux there, and look whether iptables works',
      });
    }
    return new NodeHold(remote, request, token, stdout.trim(), sent);
  }

  /** @throws HoldLostError, or RemoteError where the node does not say */
  async renew(): Promise<void> {
    await this.exec(['true']);
  }

  /** Whether the node may have undone what the run did, and not said so yet. */
  get isOverdue(): boolean {
    const { limitSeconds = defaultLimitSeconds } = this.#request;
    const now = moment();
    // Of two clocks the one that went further: one of them stands still while this machine sleeps, the other may be set back.
    const silentMs = Math.max(now.steadyMs - this.#heard.steadyMs, now.wallMs - this.#heard.wallMs);
    // The node counts whole seconds.
    return silentMs >= (limitSeconds - 1) * 1000;
  }

  /** Once nothing of the run is left there. Safe when the node is not the run's any more. */
  async release(): Promise<void> {
    const command = ['sh', '-c', scripts.release, 'clew', this.#token];
    await this.#remote.exec(command, { asRoot: true, timeoutMs: releaseTimeoutMs });
  }

  /** The same node held anew, after the hold was lost. @throws as `take` does */
  again(): Promise<NodeHold> {
    const { run, over = [] } = this.#request;
    return NodeHold.take(this.#remote, { ...this.#request, over: [...over, run] });
  }

  exec(command: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return this.#held(this.#remote.exec(command, { ...options, guard: this.#guard }));
  }

  shell(script: string, options: ExecOptions = {}): Promise<ExecResult> {
    return this.#held(this.#remote.shell(script, { ...options, guard: this.#guard }));
  }

  upload(localPath: string, remotePath: string, options?: { readonly mode?: number }): Promise<void> {
    return this.#remote.upload(localPath, remotePath, options);
  }

  download(remotePath: string, localPath: string): Promise<void> {
    return this.#remote.download(remotePath, localPath);
  }

  write(remotePath: string, content: string | Buffer, options?: { readonly mode?: number }): Promise<void> {
    return this.#remote.write(remotePath, content, options);
  }

  read(remotePath: string, options?: { readonly lastBytes?: number }): Promise<string> {
    return this.#remote.read(remotePath, options);
  }

  connect(host: string, port: number) {
    return this.#remote.connect(host, port);
  }

  close(): Promise<void> {
    return this.#remote.close();
  }

  /** A refusal of the guard is neither the command's failure nor, where failures are allowed, its answer. */
  async #held(running: Promise<ExecResult>): Promise<ExecResult> {
    const sent = moment();
    const result = await running.catch((error: unknown) => {
      if (error instanceof RemoteError && error.result) this.#assertHeld(error.result);
      throw error;
    });
    this.#assertHeld(result);
    this.#heard = sent;
    return result;
  }

  #assertHeld({ exitCode, stderr }: ExecResult): void {
    if (exitCode !== lostExitCode || !stderr.startsWith(`${holdMark} `)) return;
    const [, reason = '', detail = ''] = stderr.trim().split(' ');
    const { limitSeconds = defaultLimitSeconds, onLost } = this.#request;
    const error = new HoldLostError({ node: this.node, ...lossOf(this.node, reason, detail, limitSeconds) });
    onLost?.(error);
    throw error;
  }
}

function moment(): Moment {
  return { steadyMs: performance.now(), wallMs: Date.now() };
}

function lossOf(node: string, reason: string, detail: string, limitSeconds: number) {
  const unheard = `after ${limitSeconds} s without a word of this run`;
  switch (reason) {
    case 'fired':
      return {
        message: worded`${openly(node)}: its dead-man’s switch undid every fault and stopped the system ${openly(ago(detail))}, ${openly(unheard)}`,
        cure: 'see what held up this machine or its connection, and run the test again',
      };
    case 'taken':
      return {
        message: worded`${openly(node)}: ${hidden(`run ${clipped(printableText(detail))}`, 'another run')} has taken the node, ${openly(unheard)}`,
        cure: 'wait until it is over, and run the test again',
      };
    case 'unwatched':
      return {
        message: worded`${openly(node)}: the process that would undo faults there does not run any more`,
        cure: 'see what ended it on the node, and run the test again',
      };
    default:
      return {
        message: worded`${openly(node)}: the node does not know of this run any more; its machine was restarted, or /run/clew emptied`,
        cure: 'see what happened to the node, and run the test again',
      };
  }
}

function heldBy(text: string, { node }: Remote, request: HoldRequest): NodeHeldError {
  const [, age = '', ...lines] = text.split('\n');
  // Anybody who may write there may have written anything.
  const [run = '', otherNode = '', owner = ''] = lines.map((line) => clipped(printableText(line)));
  if (run === request.run && otherNode !== node) {
    const message = worded`${openly(otherNode)} and ${openly(node)} are the same machine`;
    const cure = 'give each node of the cluster a machine of its own';
    return new NodeHeldError({ message, cure, node }, otherNode);
  }
  return new NodeHeldError({
    message: worded`${openly(node)} is held by ${hidden(`run ${run} of ${owner}, which took it ${ago(age)}`, 'another run')}: two runs on one machine would spoil each other`,
    cure: `wait until that run is over, or stop it; should its Clew be gone, the node is free within ${defaultLimitSeconds} s`,
    node,
  });
}

/** Of a whole number of seconds as the node wrote it, or of what is none. */
function ago(text: string): string {
  if (!/^\d{1,9}$/.test(text)) return 'some time ago';
  const seconds = Number(text);
  if (seconds < 120) return `${seconds} s ago`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes ago` : `${Math.round(seconds / 3600)} hours ago`;
}
