/**
 * One process a directory: two PGlites on the same files lose rows without a word. The lock is a directory (proper-lockfile);
 * beside it lies who holds it, so that the refusal can name the process, and so that a lock left behind by kill -9 is taken
 * over. Whether the holder lives is asked of the kernel, by its id and start time, and never of a clock: one that was set
 * forward, or a process that was suspended for an hour, must not make two holders of one.
 */
import { open, readFile, rmdir, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import * as z from 'zod/mini';
import { ClewError } from '../../base/failure';
import { isRunning, processId } from '../../base/process';
import { readIfThere } from '../../base/read-if-there';

/** The lock itself never grows old: ten years. */
const staleMs = 10 * 365 * 24 * 3600 * 1000;
/** How often its holder looks whether it is still there, and marks it. */
const usualLookMs = 10_000;

/** In a row; a busy machine may miss one. */
const marksMissed = 2.5;

const holderSchema = z.object({
  pid: z.int().check(z.positive()),
  host: z.string(),
  /** Absent where the system does not tell, and in files of older versions. */
  startTicks: z.optional(z.int()),
  boot: z.optional(z.string()),
});
type Holder = z.output<typeof holderSchema>;

export interface DirectoryLock {
  release(): Promise<void>;
}

/** @param lookMs shorter in tests @throws ClewError naming the directory, the process that holds it and what to do */
export async function lockDirectory(
  directory: string,
  onLost: (error: Error) => void,
  lookMs = usualLookMs,
): Promise<DirectoryLock> {
  const file = join(directory, 'database');
  const acquire = () => lock(file, { realpath: false, stale: staleMs, update: lookMs, onCompromised: onLost });
  let release: () => Promise<void>;
  try {
    release = await acquire();
  } catch (error) {
    if (!isHeld(error)) throw error;
    release = await takeOver(directory, file, acquire, lookMs);
  }
  await writeHolder(directory);
  return { release };
}

/** Under a lock of its own: two processes that see the same dead holder must not both remove its lock. */
async function takeOver(directory: string, file: string, acquire: () => Promise<() => Promise<void>>, lookMs: number) {
  let done: () => Promise<void>;
  try {
    // Held for a moment only, so one that is old was left behind.
    done = await lock(join(directory, 'take-over'), { realpath: false });
  } catch (error) {
    throw isHeld(error) ? inUse(directory, await readHolder(directory), error) : error;
  }
  try {
    const holder = await readHolder(directory);
    const isLeft = holder ? await isDead(holder) : await isUnmarked(`${file}.lock`, lookMs);
    if (!isLeft) throw inUse(directory, holder);
    await rmdir(`${file}.lock`);
    return await acquire();
  } finally {
    await done();
  }
}

function holderFile(directory: string): string {
  return join(directory, 'holder.json');
}

/** Nothing when the file is not there or half written: its holder has only just begun, or the machine stopped soon after. */
async function readHolder(directory: string): Promise<Holder | undefined> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(holderFile(directory), 'utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.core.$ZodError || codeOf(error) === 'ENOENT')
      return undefined;
    throw error;
  }
}

/**
 * What a power cut left of a lock is the lock alone: who held it had not reached the disk. One that lives marks it every so
 * often; whether it does is seen by waiting, and not by a date.
 */
async function isUnmarked(lockDirectory: string, lookMs: number): Promise<boolean> {
  const markOf = async () => (await stat(lockDirectory)).mtimeMs;
  const before = await markOf();
  await pause(marksMissed * lookMs);
  return (await markOf()) === before;
}

/** On the disk before anything else is: a lock without it is waited for. */
async function writeHolder(directory: string): Promise<void> {
  const file = await open(holderFile(directory), 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(await thisProcess()));
    await file.sync();
  } finally {
    await file.close();
  }
}

async function thisProcess(): Promise<Holder> {
  const startTicks = (await processId(process.pid))?.startTicks;
  return { pid: process.pid, host: hostname(), startTicks, boot: await bootId() };
}

/** Another one after each start of the machine. */
async function bootId(): Promise<string | undefined> {
  return (await readIfThere('/proc/sys/kernel/random/boot_id'))?.trim();
}

async function isDead(holder: Holder): Promise<boolean> {
  if (holder.host !== hostname()) return false;
  // Ids are used again, after a restart of the machine by processes of its own.
  if (holder.boot !== undefined && holder.boot !== (await bootId())) return true;
  return !(await isRunning(holder.pid, holder.startTicks));
}

function isHeld(error: unknown): boolean {
  return codeOf(error) === 'ELOCKED';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function inUse(directory: string, holder: Holder | undefined, cause?: unknown): ClewError {
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process that is just starting';
  return new ClewError(
    {
      message: `the data directory ${directory} is in use by ${who}`,
      cure: `stop that process${holder ? ` (kill ${holder.pid})` : ''}, or choose another directory with --data`,
    },
    { cause },
  );
}
