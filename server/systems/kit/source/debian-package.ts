/**
 * Files of a Debian package without installing it: downloaded and unpacked once on the control machine, from the mirror
 * that machine is configured with. Nothing of the package runs here, no service starts, and apt's own state stays as it
 * is.
 */

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hidden, openly, type Text, worded } from '@/lib/base/wording';
import { ClewError } from '../../../base/failure';
import { unlessAborted } from '../../../base/within';
import { AptError, type AptProblem, privateDownload } from './apt';
import { cachedDirectory } from './cached-directory';
import { type Environment, LocalCommandError, localCommand } from './local-command';

export interface DebianPackageRequest {
  readonly name: string;
  /** `bullseye`; without one this machine's own. */
  readonly release?: string | undefined;
  /** In Debian's words, `arm64`; without one this machine's own. */
  readonly architecture?: string | undefined;
  /** Outlives runs; each package has its own folder below. */
  readonly cacheDirectory: string;
  /** What to do when the package cannot be had; one line. */
  readonly cure: string;
  /** Set beside this process's own environment. */
  readonly env?: Environment;
  /** Ends the wait for a mirror; what was begun goes on, and the next who asks finds it. */
  readonly signal?: AbortSignal;
}

/**
 * The directory that holds the package's files as they would lie under `/`. Calls at the same time, also from other
 * processes, download once. A package that is there is used as it is; delete its folder to get a newer one.
 *
 *     <cache>/debian/trixie-amd64/etcd-server/3.5.16-4/usr/bin/etcd
 *
 * @throws ClewError with the cure when the package cannot be had
 */
export async function debianPackage(request: DebianPackageRequest): Promise<string> {
  try {
    const machine = await machineArchitecture(request);
    const architecture = request.architecture ?? machine;
    const home = join(request.cacheDirectory, 'debian', `${request.release ?? 'own'}-${architecture}`);
    const fetched = cachedDirectory(join(home, request.name), (partial) =>
      fetchInto(partial, { home, architecture, isMachines: architecture === machine }, request),
    );
    const folder = await unlessAborted(request.signal, fetched);
    const [version = ''] = await readdir(folder);
    return join(folder, version);
  } catch (error) {
    request.signal?.throwIfAborted();
    throw packageError(request, error);
  }
}

interface Place {
  readonly home: string;
  readonly architecture: string;
  readonly isMachines: boolean;
}

/** Leaves one folder, whose name is the version. */
async function fetchInto(partial: string, place: Place, request: DebianPackageRequest): Promise<void> {
  const { name, release, env } = request;
  await download(partial, place, request);
  const archive = (await readdir(partial)).find((file) => file.endsWith('.deb'));
  if (archive === undefined) throw new Error(`apt-get download left no package file of ${name}`);
  const { stdout } = await localCommand(['dpkg-deb', '-f', archive, 'Version'], { cwd: partial, env });
  const version = stdout.trim().replaceAll('/', '_');
  if (version === '') throw new Error(`the package ${name} of ${release ?? 'this machine'} names no version`);
  await localCommand(['dpkg-deb', '-x', archive, version], { cwd: partial, env });
  await rm(join(partial, archive));
}

/**
 * The machine's apt lists cover its own packages. For other releases, and when they are stale or empty, Clew keeps its
 * own.
 */
async function download(partial: string, place: Place, request: DebianPackageRequest): Promise<void> {
  const { name, release, env } = request;
  if (release === undefined && place.isMachines) {
    const isThere = await localCommand(['apt-get', 'download', name], { cwd: partial, env }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof LocalCommandError && !error.isMissingProgram) return false;
        throw error;
      },
    );
    if (isThere) return;
  }
  const home = join(place.home, '.apt');
  await privateDownload(name, partial, { home, release, architecture: place.architecture, env });
}

async function machineArchitecture({ cacheDirectory, env }: DebianPackageRequest): Promise<string> {
  await mkdir(cacheDirectory, { recursive: true });
  const { stdout } = await localCommand(['dpkg', '--print-architecture'], { cwd: cacheDirectory, env });
  return stdout.trim();
}

function packageError(request: DebianPackageRequest, error: unknown): ClewError {
  const { name, release, architecture, cure } = request;
  const what = worded`Debian's package ${openly(name)}${openly(release === undefined ? '' : ` of ${release}`)}`;
  const command = `apt-get download ${name}`;
  if (error instanceof AptError) {
    const told = aptWords(error.problem, request, `${architecture === undefined ? '' : ` for ${architecture}`}`);
    const message = worded`${what} could not be downloaded on this machine: ${told.message}`;
    return new ClewError({ message, cure: told.cure ?? cure, command }, { cause: error });
  }
  const isMissing = error instanceof LocalCommandError && error.isMissingProgram;
  const reason = isMissing
    ? worded`apt or dpkg is not installed here`
    : error instanceof Error
      ? error.message
      : String(error);
  return new ClewError(
    { message: worded`${what} could not be downloaded on this machine: ${reason}`, cure, command },
    { cause: error },
  );
}

function aptWords(
  problem: AptProblem,
  { name, release = 'its release' }: DebianPackageRequest,
  forArchitecture: string,
): { readonly message: Text; readonly cure?: string } {
  switch (problem.kind) {
    case 'no-mirror':
      return {
        message: worded`its apt is configured with no mirror of Debian`,
        cure: 'Name a mirror in /etc/apt/sources.list, or choose another source: an address, a file, a path on the nodes.',
      };
    case 'no-release':
      return {
        message: worded`its mirror has no release called ${openly(release)}`,
        cure: 'Correct system.source.release: the name of a release, such as bookworm, that the mirror of this machine still has.',
      };
    case 'unknown-key':
      return {
        message: worded`${openly(release)} is signed by a key that this machine does not trust${hidden(`: ${problem.said}`, '')}`,
        cure: `Install the keys of ${release} here (the package debian-archive-keyring of a newer release has them), or choose another source.`,
      };
    case 'unreachable':
      return {
        message: worded`its mirror cannot be reached${hidden(`: ${problem.said}`, '')}`,
        cure: 'Connect this machine to its mirror, or choose another source: a file, or a path on the nodes.',
      };
    case 'no-package':
      return { message: worded`${openly(release)} has no package ${openly(name)}${openly(forArchitecture)}` };
    case 'other':
      return { message: problem.said };
  }
}
