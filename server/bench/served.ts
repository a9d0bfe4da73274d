/** A server of its own for a benchmark: another process, as in life, with an empty data directory on a free port. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { present } from '@/lib/base/assert';
import { packageRoot } from '../base/package-root';
import { ServerHost } from '../commands/run-host';
import { ServerClient } from '../commands/server-client';
import type { LoopDelay } from './loop-delay';

/** A start takes two seconds; a machine that is busy gets a minute. */
const startLimitMs = 60_000;

/** A server that runs a test heals and tears down before it ends. */
const stopLimitMs = 60_000;

/** Characters of what a server says that explain why it did not start. */
const saidKept = 4000;

export interface Served {
  readonly origin: string;
  readonly token: string;
  readonly host: ServerHost;
  /** Of a measured server, since it was asked before. */
  loopDelay(): Promise<LoopDelay>;
  close(): Promise<void>;
}

export function startServed(dataDirectory: string): Promise<Served> {
  return start(dataDirectory, []);
}

/** One that says how late its event loop is. */
export function startMeasured(dataDirectory: string): Promise<Served> {
  return start(dataDirectory, ['--import', pathToFileURL(join(packageRoot, '.build', 'loop-delay.mjs')).href]);
}

async function start(dataDirectory: string, nodeOptions: readonly string[]): Promise<Served> {
  const cli = join(packageRoot, '.build', 'cli.mjs');
  const child = spawn(process.execPath, [...nodeOptions, cli, 'serve', '--port', '0', '--data', dataDirectory], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const [stdout, stderr] = [present(child.stdout, 'its output'), present(child.stderr, 'its errors')];
  const loopDelay = async () => {
    const told = once(child, 'message');
    child.send('loop delay');
    return (await told)[0] as LoopDelay;
  };
  let said = '';
  stderr.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-saidKept);
  });
  const exited = once(child, 'exit');
  const close = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    await exited;
    clearTimeout(timer);
  };
  const timer = setTimeout(() => child.kill('SIGKILL'), startLimitMs);
  for await (const line of createInterface({ input: stdout })) {
    const [found] = /http:\/\/\S+token=\S+/.exec(line) ?? [];
    if (found === undefined) continue;
    clearTimeout(timer);
    const { origin, searchParams } = new URL(found);
    const token = searchParams.get('token') ?? '';
    return {
      origin,
      token,
      host: new ServerHost(new ServerClient(dataDirectory, { origin, key: token })),
      loopDelay,
      close,
    };
  }
  clearTimeout(timer);
  throw new Error(`the server ended before it printed its address:\n${said}`);
}

/** Hands over an empty directory and takes it away afterwards. */
export async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'clew-bench-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export async function withServed<T>(dataDirectory: string, work: (served: Served) => Promise<T>): Promise<T> {
  const served = await startServed(dataDirectory);
  try {
    return await work(served);
  } finally {
    await served.close();
  }
}
