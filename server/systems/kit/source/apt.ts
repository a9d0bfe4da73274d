/**
 * apt with lists and settings of its own, in a directory of ours: for another release or another architecture than this
 * machine's, and for newer lists than it has, without touching its. What says how the outside is reached and whom to
 * trust stays the machine's: the mirrors, the proxies, the passwords and the keyrings. Signatures are always checked.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AptSource, formatSources, parseOneLineSources, parseStanzas, sourcesOfRelease } from './apt-sources';
import { withLock } from './cached-directory';
import { type Environment, LocalCommandError, localCommand } from './local-command';

export interface AptRequest {
  /** Of apt's own files; outlives runs. */
  readonly home: string;
  /** Undefined: all that this machine is configured with. */
  readonly release: string | undefined;
  /** In Debian's words: `arm64`. */
  readonly architecture: string;
  readonly env: Environment | undefined;
}

/** What stands between a person and a package. */
export type AptProblem =
  | { readonly kind: 'no-mirror' }
  | { readonly kind: 'no-release' }
  | { readonly kind: 'unknown-key'; readonly said: string }
  | { readonly kind: 'unreachable'; readonly said: string }
  | { readonly kind: 'no-package' }
  | { readonly kind: 'other'; readonly said: string };

export class AptError extends Error {
  override readonly name = 'AptError';
  readonly problem: AptProblem;

  constructor(problem: AptProblem, cause: unknown) {
    super(`apt: ${problem.kind}`, { cause });
    this.problem = problem;
  }
}

/**
 * Puts the package's file into the directory. Lists that are there are used; they are fetched again when they do not
 * know the package, or name a file that the mirror no longer has.
 * @throws AptError with what stands in the way @throws LocalCommandError where apt itself is missing
 */
export function privateDownload(name: string, directory: string, request: AptRequest): Promise<void> {
  return withLock(request.home, async () => {
    const sources = await sourcesFor(request);
    if (sources.length === 0) throw new AptError({ kind: 'no-mirror' }, undefined);
    const env = { ...request.env, APT_CONFIG: await writeState(request, sources) };
    const download = () => localCommand(['apt-get', 'download', name], { cwd: directory, env });
    if (await download().then(Boolean, () => false)) return;
    const updated = await localCommand(['apt-get', 'update'], { cwd: directory, env }).catch(asOutput);
    await download().catch((error: unknown) => {
      throw new AptError(problemOf(updated.stderr, asOutput(error).stderr, archivesOf(sources)), error);
    });
  });
}

/** Each address with each suite is one archive to apt. */
function archivesOf(sources: readonly AptSource[]): number {
  return sources.reduce((sum, { uris, suites }) => sum + uris.length * suites.length, 0);
}

/** @throws unchanged, any error that is not a failure of apt */
function asOutput(error: unknown): { readonly stderr: string } {
  if (error instanceof LocalCommandError && !error.isMissingProgram) return error;
  throw error;
}

/** apt's words in English, as LC_ALL=C brings them. @param archives how many were asked */
export function problemOf(updateSaid: string, downloadSaid: string, archives: number): AptProblem {
  const line = (pattern: RegExp) =>
    updateSaid
      .split('\n')
      .find((text) => pattern.test(text))
      ?.replace(/^[EW]: /, '');
  if (!/Unable to locate package|has no installation candidate|Can't find a source/.test(downloadSaid)) {
    const said = downloadSaid.split('\n').find((text) => text.startsWith('E:')) ?? downloadSaid;
    return { kind: 'other', said: said.replace(/^E: /, '').trim() };
  }
  const key = line(/NO_PUBKEY|EXPKEYSIG|REVKEYSIG|BADSIG|is not signed|not available: /);
  if (key !== undefined) return { kind: 'unknown-key', said: key };
  const missing = updateSaid.match(/does not have a Release file/g)?.length ?? 0;
  if (missing >= archives) return { kind: 'no-release' };
  const failed = updateSaid.split('\n').filter((text) => /Failed to fetch|Could not (?:resolve|connect)/.test(text));
  const [first] = failed;
  if (first === undefined) return { kind: 'no-package' };
  // So it is told where an archive is trusted without being signed.
  if (failed.every((text) => /404 +Not Found|File not found/.test(text))) return { kind: 'no-release' };
  return { kind: 'unreachable', said: first.replace(/^[EW]: /, '') };
}

async function sourcesFor({ home, release, env }: AptRequest): Promise<readonly AptSource[]> {
  await mkdir(home, { recursive: true });
  const { stdout } = await localCommand(
    ['apt-config', 'shell', 'LIST', 'Dir::Etc::sourcelist/f', 'PARTS', 'Dir::Etc::sourceparts/d'],
    { cwd: home, env },
  );
  const place = (name: string) => new RegExp(`^${name}='(.*)'$`, 'm').exec(stdout)?.[1] ?? '';
  const parts = place('PARTS');
  const names = (await readdir(parts).catch(() => [])).sort().map((name) => join(parts, name));
  const found: AptSource[] = [];
  for (const path of [place('LIST'), ...names]) {
    const parse = path.endsWith('.list') ? parseOneLineSources : path.endsWith('.sources') ? parseStanzas : undefined;
    if (parse !== undefined) found.push(...parse(await readFile(path, 'utf8').catch(() => '')));
  }
  return release === undefined ? found : sourcesOfRelease(found, release, await ownRelease());
}

async function ownRelease(): Promise<string | undefined> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^VERSION_CODENAME="?([\w.-]+)"?$/m.exec(text)?.[1];
}

/**
 * Nothing is said to be installed, no pin holds a version back, and nothing that the machine does after an update is
 * done after ours. @returns the path of the settings
 */
async function writeState({ home, architecture, env }: AptRequest, sources: readonly AptSource[]): Promise<string> {
  const path = (name: string) => join(home, name);
  await mkdir(path('state/lists/partial'), { recursive: true });
  await mkdir(path('cache/archives/partial'), { recursive: true });
  await writeFile(path('status'), '');
  await writeFile(path('debian.sources'), formatSources(sources));
  const machine = await localCommand(['apt-config', 'dump'], { cwd: home, env });
  const settings = {
    'Dir::Etc::main': '/dev/null',
    'Dir::Etc::parts': '/dev/null',
    'Dir::Etc::sourcelist': path('debian.sources'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': path('state'),
    'Dir::State::status': path('status'),
    'Dir::Cache': path('cache'),
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'Acquire::Languages': 'none',
    'Acquire::GzipIndexes': 'true',
    'Acquire::AllowInsecureRepositories': 'false',
    'APT::Architecture': architecture,
    'APT::Architectures': architecture,
    // Root's apt would download as another user, who may not enter this directory.
    'APT::Sandbox::User': 'root',
  };
  const lines = [
    ...machine.stdout.split('\n').filter((line) => line.startsWith('Acquire::')),
    ...Object.entries(settings).map(([name, value]) => `${name} "${value}";`),
  ];
  await writeFile(path('apt.conf'), `${lines.join('\n')}\n`);
  return path('apt.conf');
}
