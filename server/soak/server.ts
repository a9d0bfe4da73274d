/** `clew serve` as a process of its own, begun in each of the ways in which people begin it, and known until it has ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod/mini';
import { present } from '@/lib/base/assert';
import { packageRoot } from '../base/package-root';
import { within } from '../base/within';
import { type FoundServer, lookForServer } from '../commands/find-server';
import { ServerClient } from '../commands/server-client';
import type { Hurt } from './inside';

/** A start takes three seconds; a machine that is busy gets minutes. */
const startLimitMs = 240_000;

/** Of what a server says, as much as explains what it did. */
const saidKept = 8000;

/**
 * Where its output goes. `terminal`: one that it belongs to and is told of when it is closed; `foreign-terminal`: one that it
 * only writes to.
 */
export type Output = 'pipes' | 'terminal' | 'foreign-terminal' | 'file';

export interface StartOptions {
  readonly dataDirectory: string;
  readonly output?: Output;
  /** With `file`: both streams. */
  readonly outputFile?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface Exit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
  /** On the clock of this machine. */
  readonly atMs: number;
}

export class SoakedServer {
  readonly pid: number;
  readonly client: ServerClient;
  /** What is printed, and the terminal where there is one. */
  readonly #child: ChildProcess;
  readonly #said: () => string;
  readonly exited: Promise<Exit>;
  #exit: Exit | undefined;

  private constructor(
    child: ChildProcess,
    pid: number,
    client: ServerClient,
    said: () => string,
    exited: Promise<Exit>,
  ) {
    this.#child = child;
    this.pid = pid;
    this.client = client;
    this.#said = said;
    this.exited = exited.then((exit) => {
      this.#exit = exit;
      return exit;
    });
  }

  /** @throws Error with what it said where it does not begin to serve */
  static async start(options: StartOptions): Promise<SoakedServer> {
    const { dataDirectory, output = 'pipes' } = options;
    const isTerminal = output === 'terminal' || output === 'foreign-terminal';
    const exitFile = join(dataDirectory, 'exit-code');
    const child = isTerminal ? inTerminal(options, exitFile) : withPipes(options);
    let text = '';
    const keep = (piece: Buffer) => {
      text = `${text}${piece.toString('utf8')}`.slice(-saidKept);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const childEnded = once(child, 'exit').then(([code, signal]) => exitOf(code, signal));
    const found = await within(startLimitMs, Promise.race([addressOf(dataDirectory), childEnded])).catch(
      (error: unknown) => {
        child.kill('SIGKILL');
        throw error;
      },
    );
    if ('atMs' in found) throw new Error(`the server ended before it served: ${text}`);
    const exited = isTerminal ? endOf(found.pid, exitFile) : childEnded;
    return new SoakedServer(child, found.pid, new ServerClient(dataDirectory, found.server), () => text, exited);
  }

  /** The last of what it printed. */
  get said(): string {
    return this.#said();
  }

  get hasEnded(): boolean {
    return this.#exit !== undefined;
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.hasEnded) process.kill(this.pid, signal);
  }

  /** Nobody reads its output any more. */
  closeReaders(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  /** As a window that is closed does: the other side of the terminal is gone. */
  closeTerminal(): void {
    this.#child.kill('SIGKILL');
  }

  hurt(order: Hurt): void {
    this.#child.send(order);
  }

  /** Ends it by force. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
    this.#child.kill('SIGKILL');
  }
}

function commandOf({ dataDirectory }: StartOptions): readonly string[] {
  const built = (file: string) => join(packageRoot, '.build', file);
  const inside = pathToFileURL(built('soak-inside.mjs')).href;
  return [process.execPath, '--import', inside, built('cli.mjs'), 'serve', '--port', '0', '--data', dataDirectory];
}

function withPipes(options: StartOptions): ChildProcess {
  const [program = '', ...words] = commandOf(options);
  const environment = { ...process.env, ...options.environment };
  if (options.output !== 'file')
    return spawn(program, words, { env: environment, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const shell = `exec "$@" >>${quoted(present(options.outputFile, 'a file for its output'))} 2>&1`;
  return spawn('sh', ['-c', shell, 'sh', program, ...words], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}

/** A shell tells it that the terminal is closed, as shells do; and writes down how it ended. */
function inTerminal(options: StartOptions, exitFile: string): ChildProcess {
  const command = commandOf(options).map(quoted).join(' ');
  const isOwn = options.output === 'terminal';
  const waiting = 'while kill -0 $p 2>/dev/null; do wait $p; code=$?; done';
  const hangUp = isOwn ? 'kill -HUP $p' : ':';
  const begun = `${isOwn ? '' : 'setsid '}${command}`;
  const shell = `trap '${hangUp}' HUP; ${begun} & p=$!; ${waiting}; echo $code >${quoted(exitFile)}`;
  const environment = { ...process.env, ...options.environment, SHELL: '/bin/sh' };
  return spawn('script', ['-qec', shell, '/dev/null'], { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
}

interface Address {
  readonly pid: number;
  readonly server: FoundServer;
}

/** As a command finds it: by the file that it leaves, once it proves that it is the one. */
async function addressOf(dataDirectory: string): Promise<Address> {
  for (;;) {
    const looked = await lookForServer(dataDirectory).catch(() => undefined);
    if (looked?.kind === 'found') {
      const file: unknown = JSON.parse(await readFile(join(dataDirectory, 'server.json'), 'utf8'));
      return { pid: fileSchema.parse(file).pid, server: looked.server };
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const fileSchema = z.object({ pid: z.int() });

async function endOf(pid: number, exitFile: string): Promise<Exit> {
  for (;;) {
    const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
    if (stat === undefined) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const atMs = Date.now();
  // The shell writes it down as soon as it has been told.
  for (let look = 0; look < 40; look++) {
    const code = (await readFile(exitFile, 'utf8').catch(() => '')).trim();
    if (code !== '') return { code: Number(code), signal: undefined, atMs };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { code: undefined, signal: 'unknown', atMs };
}

function exitOf(code: number | null, signal: string | null): Exit {
  return { code: code ?? undefined, signal: signal ?? undefined, atMs: Date.now() };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
