/**
 * A node over SSH: one connection, opened once, used for everything, opened again when it was lost. Work that was under
 * way when it was lost is never repeated: how far it got is unknown, so the caller decides.
 */

import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, SFTPWrapper } from 'ssh2';
import { hidden, openly, worded } from '@/lib/base/wording';
import { type NodeAddress, openConnection } from './connection';
import { execOn, maxOutputBytes, traced } from './exec';
import { quoteAll } from './quote';
import type { ExecOptions, ExecResult, Remote } from './remote';
import { RemoteError, shorten } from './remote-error';
import { Semaphore } from './semaphore';

/** sshd refuses more than 10 channels by default; one is for files and one to end commands. */
const maxExecChannels = 8;
/** The default limit of a command; installing a package may take a while. */
const defaultTimeoutMs = 60_000;
const transferTimeoutMs = 120_000;
/** A node that cannot connect to its own neighbour in this time will not. */
const forwardTimeoutMs = 10_000;
/** sshd restarting takes a second or two; a machine restarting takes longer than a run should wait. */
const reconnectDelaysMs: readonly number[] = [0, 250, 1000, 2000];

export interface SshRemoteOptions extends NodeAddress {
  /** The address that other nodes reach it by. */
  readonly address: string;
  readonly onHostKey?: (message: string) => void;
}

/** @throws RemoteError within 10 s when the node is unreachable or refuses the login */
export async function connectSsh(options: SshRemoteOptions): Promise<Remote> {
  const remote = new SshRemote(options);
  await remote.open();
  return remote;
}

class SshRemote implements Remote {
  readonly node: string;
  readonly address: string;
  readonly #options: SshRemoteOptions;
  readonly #channels = new Semaphore(maxExecChannels);
  readonly #killChannel = new Semaphore(1);
  #client: Promise<Client> | undefined;
  #sftp: Promise<SFTPWrapper> | undefined;
  #needsSudoPassword: boolean | undefined;
  #isClosed = false;

  constructor(options: SshRemoteOptions) {
    this.node = options.node;
    this.address = options.address;
    this.#options = options;
  }

  async open(): Promise<void> {
    this.#client = this.#connect([0]);
    await this.#client;
  }

  exec(command: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return this.#run(quoteAll(command), quoteAll(command), options);
  }

  shell(script: string, options: ExecOptions = {}): Promise<ExecResult> {
    return this.#run(quoteAll(['sh', '-c', script]), script, options);
  }

  async upload(localPath: string, remotePath: string, options: { readonly mode?: number } = {}): Promise<void> {
    await this.#transfer(`upload ${localPath} to ${remotePath}`, (sftp, done) =>
      sftp.fastPut(localPath, remotePath, done),
    );
    if (options.mode !== undefined) await this.#chmod(remotePath, options.mode);
  }

  async download(remotePath: string, localPath: string): Promise<void> {
    await this.#transfer(`download ${remotePath}`, (sftp, done) => sftp.fastGet(remotePath, localPath, done));
  }

  async write(remotePath: string, content: string | Buffer, options: { readonly mode?: number } = {}): Promise<void> {
    await this.#transfer(`write ${remotePath}`, (sftp, done) => sftp.writeFile(remotePath, content, done));
    if (options.mode !== undefined) await this.#chmod(remotePath, options.mode);
  }

  async read(remotePath: string, options: { readonly lastBytes?: number } = {}): Promise<string> {
    const shown = `read ${remotePath}`;
    const size = await this.#transfer<number>(shown, (sftp, done) =>
      sftp.stat(remotePath, (error, stats) => done(error, stats?.size)),
    );
    if (options.lastBytes === undefined && size > maxOutputBytes) {
      throw this.#error('file', shown, `${remotePath} has ${size} bytes, more than ${maxOutputBytes}`);
    }
    const start = options.lastBytes === undefined ? 0 : Math.max(0, size - options.lastBytes);
    const content = await this.#transfer<Buffer>(shown, (sftp, done) => {
      const chunks: Buffer[] = [];
      const stream = sftp.createReadStream(remotePath, { start });
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('error', (error: Error) => done(error));
      stream.once('end', () => done(undefined, Buffer.concat(chunks)));
    });
    return content.toString('utf8');
  }

  async connect(host: string, port: number): Promise<Duplex> {
    const client = await this.#connected();
    const shown = `connect to ${host}:${port}`;
    return new Promise((resolve, reject) => {
      let isOver = false;
      const end = (settle: () => void) => {
        isOver = true;
        clearTimeout(timer);
        client.off('close', lost);
        settle();
      };
      const lost = () => end(() => reject(this.#error('lost', shown, 'the SSH connection was lost')));
      const timer = setTimeout(
        () => end(() => reject(this.#error('timeout', shown, `no connection within ${forwardTimeoutMs} ms`))),
        forwardTimeoutMs,
      );
      client.once('close', lost);
      client.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        if (isOver) channel?.destroy();
        else if (error) end(() => reject(this.#error('refused', shown, error.message, error)));
        else end(() => resolve(channel));
      });
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const client = await this.#client?.catch(() => undefined);
    if (client === undefined) return;
    await new Promise<void>((resolve) => {
      client.once('close', () => resolve());
      client.end();
      // A peer that is gone never says so.
      setTimeout(() => client.destroy(), 500).unref();
    });
  }

  async #run(quoted: string, shown: string, options: ExecOptions): Promise<ExecResult> {
    const client = await this.#connected();
    const { user, isEnough } = this.#options.login;
    const asRoot = (options.asRoot ?? false) && user !== 'root' && !isEnough;
    const sudo = asRoot ? await this.#sudo(client) : undefined;
    const { guard } = options;
    const guarded = guard === undefined ? quoted : `${quoteAll(['sh', '-c', guard, 'clew'])} ${quoted}`;
    const release = await this.#channels.acquire();
    try {
      const result = await execOn(client, {
        node: this.node,
        shown,
        line: `${sudo?.prefix ?? ''}${traced(guarded)}`,
        stdin: `${sudo?.stdin ?? ''}${options.stdin ?? ''}`,
        timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
        ...(options.signal && { signal: options.signal }),
        kill: (pid) => this.#kill(client, pid, sudo),
      });
      if (result.exitCode !== 0 && !options.allowFailure) throw this.#failed(shown, result);
      return result;
    } finally {
      release();
    }
  }

  /** How to become root here: found out once, because a password that nobody asks for would reach the command. */
  async #sudo(client: Client): Promise<{ readonly prefix: string; readonly stdin: string }> {
    const variable = this.#options.login.passwordVariable;
    const password = variable === undefined ? undefined : process.env[variable];
    if (this.#needsSudoPassword === undefined) {
      const { exitCode, stderr } = await this.#plain(client, 'sudo -n true');
      if (exitCode === 127) {
        throw this.#error('exit', 'sudo -n true', `${this.#options.login.user} is not root and there is no sudo`);
      }
      if (exitCode !== 0 && password === undefined) {
        throw new RemoteError({
          kind: 'exit',
          node: this.node,
          message: hidden(
            `sudo asks ${this.#options.login.user} for a password: ${stderr.trim()}`,
            'sudo asks for a password',
          ),
          command: 'sudo -n true',
          cure: 'allow it without a password (NOPASSWD), log in as root, or name a password variable in the plan',
        });
      }
      if (exitCode !== 0 && password !== undefined && /[\r\n]/.test(password)) {
        throw new RemoteError({
          kind: 'exit',
          node: this.node,
          message: hidden(
            `sudo reads one line, and the password of ${variable} has a line end in it`,
            'its password has a line end in it',
          ),
          command: 'sudo -n true',
          cure: `put the password alone into ${variable}`,
        });
      }
      this.#needsSudoPassword = exitCode !== 0;
    }
    if (!this.#needsSudoPassword) return { prefix: 'sudo -n -- ', stdin: '' };
    return { prefix: "sudo -k -S -p '' -- ", stdin: `${password}\n` };
  }

  async #kill(client: Client, pid: number, sudo: { readonly prefix: string; readonly stdin: string } | undefined) {
    const release = await this.#killChannel.acquire();
    try {
      await this.#plain(
        client,
        `${sudo?.prefix ?? ''}sh -c 'kill -s KILL -- -${pid} || kill -s KILL ${pid}'`,
        sudo?.stdin,
      );
    } finally {
      release();
    }
  }

  /** A command of our own, outside the limit on channels. */
  #plain(client: Client, command: string, stdin = ''): Promise<ExecResult> {
    return execOn(client, {
      node: this.node,
      shown: command,
      line: `echo; ${command}`,
      stdin,
      timeoutMs: forwardTimeoutMs,
      kill: async () => undefined,
    });
  }

  #chmod(path: string, mode: number): Promise<void> {
    return this.#transfer(`chmod ${path}`, (sftp, done) => sftp.chmod(path, mode, done));
  }

  async #transfer<T = void>(
    shown: string,
    work: (sftp: SFTPWrapper, done: (error?: Error | null, value?: T) => void) => void,
  ): Promise<T> {
    const client = await this.#connected();
    const sftp = await this.#files(client);
    return new Promise<T>((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        client.off('close', lost);
        settle();
      };
      const lost = () => end(() => reject(this.#error('lost', shown, 'the connection was lost meanwhile')));
      const timer = setTimeout(
        () => end(() => reject(this.#error('timeout', shown, `did not end within ${transferTimeoutMs} ms`))),
        transferTimeoutMs,
      );
      client.once('close', lost);
      work(sftp, (error, value) =>
        end(() => (error ? reject(this.#error('file', shown, error.message, error)) : resolve(value as T))),
      );
    });
  }

  #files(client: Client): Promise<SFTPWrapper> {
    this.#sftp ??= new Promise<SFTPWrapper>((resolve, reject) => {
      const lost = () => reject(this.#error('lost', 'sftp', 'the connection was lost'));
      client.once('close', lost);
      client.sftp((error, sftp) => {
        client.off('close', lost);
        if (error) {
          this.#sftp = undefined;
          reject(this.#error('file', 'sftp', `cannot transfer files: ${error.message}`, error));
          return;
        }
        const forget = () => {
          this.#sftp = undefined;
        };
        sftp.once('close', forget);
        sftp.once('end', forget);
        resolve(sftp);
      });
    });
    return this.#sftp;
  }

  #connected(): Promise<Client> {
    if (this.#isClosed) return Promise.reject(this.#error('lost', 'connect', 'the connection is closed'));
    this.#client ??= this.#connect(reconnectDelaysMs);
    return this.#client;
  }

  /** One try after each delay. */
  async #connect(delaysMs: readonly number[]): Promise<Client> {
    let failure: unknown;
    for (const delayMs of delaysMs) {
      await sleep(delayMs);
      try {
        const client = await openConnection(this.#options, this.#options.onHostKey);
        const forget = () => {
          this.#client = undefined;
          this.#sftp = undefined;
        };
        // Errors of a connection that was up end it, and `close` follows; pending work is rejected there.
        client.on('error', forget);
        client.once('close', forget);
        return client;
      } catch (error) {
        failure = error;
      }
    }
    this.#client = undefined;
    throw failure;
  }

  #failed(shown: string, result: ExecResult): RemoteError {
    const said = (result.stderr.trim() || result.stdout.trim()).split('\n').at(-1);
    const command = hidden(shorten(shown), 'a command');
    const message = worded`${command}: exit code ${openly(result.exitCode)}${hidden(said ? `: ${said}` : '', '')}`;
    return new RemoteError({ kind: 'exit', node: this.node, message, command: shown, result });
  }

  #error(kind: RemoteError['kind'], shown: string, what: string, cause?: unknown): RemoteError {
    return new RemoteError({ kind, node: this.node, message: `${shown}: ${what}`, command: shown, cause });
  }
}
