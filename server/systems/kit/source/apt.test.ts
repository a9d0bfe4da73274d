import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemOf } from './apt';
import { debianPackage } from './debian-package';
import { localCommand } from './local-command';
import { addRelease, machineWith } from './local-mirror.fixture';

const hasApt = await localCommand(['apt-get', '--version'], { cwd: '/' }).then(Boolean, () => false);

describe.skipIf(!hasApt)('a package of another release', () => {
  let directory: string;
  let mirror: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-apt-'));
    mirror = join(directory, 'mirror');
    await addRelease(mirror, 'bookworm', '1', 'all');
    await addRelease(mirror, 'trixie', '2', 'all');
    await addRelease(mirror, 'forky', '3', 'riscv64');
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  const trusted = () => `deb [trusted=yes] file:${mirror} stable main`;

  async function want(release: string, source: string, more: { name?: string; architecture?: string } = {}) {
    const env = await machineWith(directory, source);
    const cacheDirectory = await mkdtemp(join(directory, 'cache-'));
    return { name: 'tiny', cacheDirectory, cure: 'Put it there yourself.', env, release, ...more };
  }

  it('comes from the machine’s own mirror and is kept under its version', async () => {
    const wanted = await want('trixie', trusted());
    const [files, same] = await Promise.all([debianPackage(wanted), debianPackage(wanted)]);
    expect(same).toBe(files);
    expect(files.slice(wanted.cacheDirectory.length)).toMatch(/^\/debian\/trixie-\w+\/tiny\/2$/);
    expect(await readFile(join(files, 'usr/bin/tiny'), 'utf8')).toBe('tiny 2\n');
    expect(await readdir(files)).toEqual(['usr']);
  });

  it('may be for another architecture', async () => {
    const files = await debianPackage(await want('forky', trusted(), { architecture: 'riscv64' }));
    expect(await readFile(join(files, 'usr/bin/tiny'), 'utf8')).toBe('tiny 3\n');
  });

  it('that the release lacks for an architecture is an error that names it', async () => {
    const wanted = await want('forky', trusted(), { architecture: 'arm64' });
    await expect(debianPackage(wanted)).rejects.toThrow(/tiny of forky .*: forky has no package tiny for arm64$/);
  });

  it('that the release lacks is an error with the cure of the system', async () => {
    const error = await debianPackage(await want('trixie', trusted(), { name: 'huge' })).catch((reason) => reason);
    expect(error.failure).toMatchObject({
      message: "Debian's package huge of trixie could not be downloaded on this machine: trixie has no package huge",
      cure: 'Put it there yourself.',
      command: 'apt-get download huge',
    });
  });

  it('of a release that does not exist is an error that says so', async () => {
    const error = await debianPackage(await want('tricksie', trusted())).catch((reason) => reason);
    expect(error.failure).toMatchObject({
      message: expect.stringMatching(/: its mirror has no release called tricksie$/),
      cure: expect.stringMatching(/^Correct system.source.release/),
    });
  });

  it('that nobody signed is refused', async () => {
    const error = await debianPackage(await want('trixie', `deb file:${mirror} stable main`)).catch((reason) => reason);
    expect(error.failure).toMatchObject({
      message: expect.stringMatching(/trixie is signed by a key that this machine does not trust: .*not signed/),
      cure: expect.stringMatching(/^Install the keys of trixie here/),
    });
  });

  it('cannot be had where the mirror cannot be reached', async () => {
    const wanted = await want('trixie', 'deb http://127.0.0.1:1/debian stable main');
    await expect(debianPackage(wanted)).rejects.toThrow(/its mirror cannot be reached: .*127\.0\.0\.1:1/);
  });

  it('cannot be had where apt knows no mirror', async () => {
    const wanted = await want('trixie', '# nothing here');
    await expect(debianPackage(wanted)).rejects.toThrow('its apt is configured with no mirror of Debian');
  });
});

describe('what apt says', () => {
  const unable = 'E: Unable to locate package etcd-server';

  it('tells a key that is missing from a release that is', () => {
    const update = `W: GPG error: http://mirror.example trixie InRelease: The following signatures couldn't be verified because the public key is not available: NO_PUBKEY 6ED0E7B82643E131
E: The repository 'http://mirror.example trixie InRelease' is not signed.`;
    expect(problemOf(update, unable, 1)).toEqual({ kind: 'unknown-key', said: expect.stringContaining('NO_PUBKEY') });
  });

  it('blames the package when only some archives lack the release', () => {
    const update = "E: The repository 'http://mirror.example trixie Release' does not have a Release file.";
    expect(problemOf(update, unable, 2)).toEqual({ kind: 'no-package' });
    expect(problemOf(update, unable, 1)).toEqual({ kind: 'no-release' });
  });

  it('is passed on where it is about something else', () => {
    expect(problemOf('', 'E: Failed to fetch http://mirror.example/x.deb  404  Not Found', 1)).toEqual({
      kind: 'other',
      said: 'Failed to fetch http://mirror.example/x.deb  404  Not Found',
    });
  });
});
