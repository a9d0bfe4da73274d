/**
 * Files of a Debian package without installing it: downloaded and unpacked once on the control machine, from the mirror
 * that machine is configured with. Nothing of the package runs here, and no service starts.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import lockfile from 'proper-lockfile';
import { ClewError } from '../../failure';

const run = promisify(execFile);

/** A mirror that has not sent a package of some megabytes by then is as good as absent. */
const commandTimeoutMs = 120_000;
/** Waiters ask this often, and for a little longer than a download and an update may take. */
const lockRetryMs = 200;
const lockRetries = Math.ceil((3 * commandTimeoutMs) / lockRetryMs);

interface DebianPackageRequest {
  readonly name: string;
  /** Outlives runs; each package has its own folder below. */
  readonly cacheDirectory: string;
  /** What to do when the package cannot be had; one line. */
  readonly cure: string;
  /** Set beside this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * The directory that holds the package's files as they would lie under `/`. Calls at the same time, also from other
 * processes, download once. A package that is there is used as it is; delete its folder to get a newer one.
 * @throws ClewError with the cure when the package cannot be had
 */
export async function debianPackage(request: DebianPackageRequest): Promise<string> {
  const home = join(request.cacheDirectory, 'debian', request.name);
  const files = join(home, 'files');
  if (await isThere(files)) return files;
  await mkdir(home, { recursive: true });
  const release = await lockfile.lock(home, {
    retries: { retries: lockRetries, factor: 1, minTimeout: lockRetryMs, maxTimeout: lockRetryMs },
    // A machine that slept may lose the lock; two downloads at once only cost time, because the rename decides.
    onCompromised: () => undefined,
  });
  try {
    if (!(await isThere(files))) await fetchInto(home, files, request);
  } finally {
    // Letting go of a lock that was lost rejects, and changes nothing.
    await release().catch(() => undefined);
  }
  return files;
}

/** The last step is a rename, so that `files` is never seen half full; what a crash left behind goes first. */
async function fetchInto(home: string, files: string, request: DebianPackageRequest): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith('partial-')) await rm(join(home, name), { recursive: true, force: true });
  }
  const partial = await mkdtemp(join(home, 'partial-'));
  try {
    await download(partial, request);
    const archive = (await readdir(partial)).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error(`apt-get download left no package file of ${request.name}`);
    await command(request, partial, 'dpkg-deb', ['-x', archive, 'files']);
    if (!(await isThere(files))) await rename(join(partial, 'files'), files);
  } catch (error) {
    throw new ClewError(
      {
        message: `Debian's package ${request.name} could not be downloaded on this machine: ${reasonOf(error)}`,
        cure: request.cure,
        command: `apt-get download ${request.name}`,
      },
      { cause: error },
    );
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** A fresh machine has empty package lists, and old lists name files that the mirror no longer has: update, then once more. */
async function download(directory: string, request: DebianPackageRequest): Promise<void> {
  try {
    await command(request, directory, 'apt-get', ['download', request.name]);
  } catch (error) {
    if (isMissingProgram(error)) throw error;
    await command(request, directory, 'apt-get', ['update']);
    await command(request, directory, 'apt-get', ['download', request.name]);
  }
}

async function command(
  request: DebianPackageRequest,
  cwd: string,
  program: string,
  args: readonly string[],
): Promise<void> {
  const env = { ...process.env, ...request.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  await run(program, [...args], { cwd, timeout: commandTimeoutMs, env });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** apt says what is wrong on the line that begins with `E:`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isMissingProgram(error)) return 'apt-get or dpkg-deb is not installed here';
  const stderr = 'stderr' in error ? String(error.stderr) : '';
  const complaint = stderr.split('\n').find((line) => line.startsWith('E:'));
  return complaint?.slice(2).trim() ?? (stderr.trim().split('\n').at(-1) || error.message);
}
