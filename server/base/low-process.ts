/**
 * Processes of this program that work for those who look: of low priority in all of their threads, and gone with the
 * process that started them. A thread would share the pool of libuv, the collector and the fate of those that drive a test.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageRoot } from './package-root';

/** As far behind the threads that drive a test as the checkers are. */
const niceness = '10';

/** What a process says last explains why it ended. */
const saidKept = 2_000;

/** Looked up once: it stands in the same place on Linux and macOS; elsewhere the process takes its turn as an equal. */
const nice = ['/usr/bin/nice', '/bin/nice'].find(existsSync);

export interface LowProcess {
  readonly child: ChildProcess;
  /** The last of what it wrote to its standard error. */
  said(): string;
}

/** @param file of `workerFile`, whose code calls `followParent` */
export function startLowProcess(
  file: URL,
  nodeOptions: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): LowProcess {
  const command = [process.execPath, ...nodeOptions, fileURLToPath(file)];
  const [program = '', ...parameters] = nice === undefined ? command : [nice, '-n', niceness, ...command];
  const child = spawn(program, parameters, {
    cwd: packageRoot,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-saidKept);
  });
  return { child, said: () => said };
}

/** For the process itself: it ends with its parent, and not by the Ctrl-C that a terminal sends to both. */
export function followParent(): void {
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  process.on('disconnect', () => process.exit(0));
}
