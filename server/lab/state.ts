/**
 * What is known of each lab, in one file a lab, so that any later process can find, use and remove it. Written before
 * anything is started: a lab half made is found as well. All changes happen under one lock.
 */
import { access, constants, mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import * as z from 'zod/mini';
import { ClewError } from '../base/failure';
import { readIfThere } from '../base/read-if-there';

const processSchema = z.object({ pid: z.int(), startTicks: z.int() });

const labStateSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  directory: z.string(),
  network: z.object({ prefix: z.string(), gateway: z.string(), uplink: z.string() }),
  nodes: z.array(z.object({ name: z.string(), address: z.string() })),
  keyFile: z.string(),
  knownHostsFile: z.string(),
  /** Who is making it; absent once it is up. */
  maker: z.optional(processSchema),
  /** Who holds it now. */
  owner: z.optional(processSchema),
  /** Made on the command line: it outlives its owners and goes with `lab down`. */
  isKept: z.boolean(),
});

export type LabState = z.output<typeof labStateSchema>;

/** A holder of the lock that died is noticed after this. Work under the lock takes well under a second. */
const lockStaleMs = 5000;
/** With 250 ms between tries two minutes: a dozen labs that are made at once on a busy machine wait for each other that long. */
const maxLockRetries = 480;

export async function labsDirectory(): Promise<string> {
  return join(await stateBase(), 'clew', 'labs');
}

/** /run is empty after a boot, as labs are; where it is missing or read-only the temporary directory must do. */
async function stateBase(): Promise<string> {
  return access('/run', constants.W_OK).then(
    () => '/run',
    () => tmpdir(),
  );
}

export async function withLabsLock<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const base = await stateBase();
  const directory = join(base, 'clew', 'labs');
  const release = await lock(base, {
    lockfilePath: join(base, 'clew-labs.lock'),
    realpath: false,
    stale: lockStaleMs,
    retries: { retries: maxLockRetries, minTimeout: 20, maxTimeout: 250 },
  }).catch((cause: unknown) => {
    throw new ClewError(
      {
        message: 'another process is changing the labs of this machine and does not finish',
        cure: `if none is running, remove ${join(base, 'clew-labs.lock')} and try again`,
      },
      { cause },
    );
  });
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return await work(directory);
  } finally {
    await removeIfEmpty(directory);
    await removeIfEmpty(join(base, 'clew'));
    await release();
  }
}

/** Names of the labs that have left something on the disk, whole or not. */
export async function labNames(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.sort();
}

/** @returns undefined when there is no such lab, or its file makes no sense */
export async function readState(directory: string): Promise<LabState | undefined> {
  const text = await readIfThere(join(directory, 'lab.json'));
  if (text === undefined) return undefined;
  try {
    return labStateSchema.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export async function writeState(state: LabState): Promise<void> {
  const file = join(state.directory, 'lab.json');
  await writeFile(`${file}.new`, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function removeState(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

async function removeIfEmpty(directory: string): Promise<void> {
  await rmdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT') throw error;
  });
}
