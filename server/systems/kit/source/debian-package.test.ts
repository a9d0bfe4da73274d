import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClewError } from '../../../base/failure';
import { debianPackage } from './debian-package';

let directory: string;

/** A package with one file, /usr/bin/tiny. */
const packageScript = `
mkdir -p tree/DEBIAN tree/usr/bin && echo tiny > tree/usr/bin/tiny
printf 'Package: tiny\\nVersion: 1\\nArchitecture: all\\nMaintainer: nobody <nobody@localhost>\\nDescription: one file\\n' > tree/DEBIAN/control
dpkg-deb -b tree tiny_1_all.deb`;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-debian-package-'));
  await promisify(execFile)('sh', ['-ec', packageScript], { cwd: directory });
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** An apt-get that notes its calls; `download` runs the given script. */
async function request(download: string) {
  const bin = join(directory, 'bin');
  await mkdir(bin);
  await writeFile(
    join(bin, 'apt-get'),
    `#!/bin/sh\necho "$*" >> ${directory}/calls\n[ "$1" = download ] || exit 0\n${download}\n`,
  );
  await chmod(join(bin, 'apt-get'), 0o755);
  const env = { PATH: `${bin}${delimiter}${process.env.PATH}` };
  return { name: 'tiny', cacheDirectory: join(directory, 'cache'), cure: 'Put it there yourself.', env };
}

async function calls(): Promise<readonly string[]> {
  return (await readFile(join(directory, 'calls'), 'utf8')).trim().split('\n');
}

describe('a Debian package', () => {
  it('is downloaded once for many who want it at the same time, and kept', async () => {
    const wanted = await request(`sleep 0.1; cp ${directory}/tiny_1_all.deb .`);
    const found = await Promise.all(Array.from({ length: 5 }, () => debianPackage(wanted)));
    found.push(await debianPackage(wanted));
    expect(new Set(found).size).toBe(1);
    expect(await readFile(join(found[0] ?? '', 'usr/bin/tiny'), 'utf8')).toBe('tiny\n');
    expect(await calls()).toEqual(['download tiny']);
  });

  it('is asked for once more after an update of lists of our own when the machine’s do not know it', async () => {
    const wanted = await request(
      `grep -q update ${directory}/calls || { echo "E: Unable to locate package tiny" >&2; exit 100; }
cp ${directory}/tiny_1_all.deb .`,
    );
    await debianPackage(wanted);
    expect(await calls()).toEqual(['download tiny', 'download tiny', 'update', 'download tiny']);
  });

  it('that cannot be had is an error with the cure, and is not asked for by each who waits', async () => {
    const wanted = await request('echo "E: Unable to locate package tiny" >&2; exit 100');
    const failures = Array.from({ length: 3 }, () => debianPackage(wanted).catch((reason: unknown) => reason));
    const [error] = await Promise.all(failures);
    expect(await calls()).toHaveLength(4);
    expect(error).toBeInstanceOf(ClewError);
    expect(error).toMatchObject({
      failure: {
        message: "Debian's package tiny could not be downloaded on this machine: its release has no package tiny",
        cure: 'Put it there yourself.',
      },
    });
  });

  it('is not waited for by a run that was stopped, and comes all the same', async () => {
    const gate = join(directory, 'gate');
    const wanted = await request(`while [ ! -e ${gate} ]; do sleep 0.05; done; cp ${directory}/tiny_1_all.deb .`);
    const controller = new AbortController();
    const stopped = debianPackage({ ...wanted, signal: controller.signal });
    controller.abort(new Error('the run was stopped'));
    await expect(stopped).rejects.toThrow('the run was stopped');
    const other = debianPackage(wanted);
    await writeFile(gate, '');
    expect(await readFile(join(await other, 'usr/bin/tiny'), 'utf8')).toBe('tiny\n');
    expect(await calls()).toEqual(['download tiny']);
  });

  it('on a machine without apt is an error that says so', async () => {
    const wanted = { ...(await request('')), env: { PATH: join(directory, 'nowhere') } };
    await expect(debianPackage(wanted)).rejects.toThrow('apt or dpkg is not installed here');
  });

  it('whose archive is broken leaves nothing behind that looks whole', async () => {
    const wanted = await request('echo garbage > tiny_1_all.deb');
    await expect(debianPackage(wanted)).rejects.toThrow('could not be downloaded');
    expect(await readdir(join(wanted.cacheDirectory, 'debian'), { recursive: true })).not.toContain('tiny');
    await writeFile(join(directory, 'bin/apt-get'), `#!/bin/sh\ncp ${directory}/tiny_1_all.deb .\n`);
    const files = await debianPackage(wanted);
    expect(await readFile(join(files, 'usr/bin/tiny'), 'utf8')).toBe('tiny\n');
  });
});
