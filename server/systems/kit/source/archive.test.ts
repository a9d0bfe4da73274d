import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ArchiveLimits, programIn } from './archive';
import { localCommand } from './local-command';
import { makePackage } from './local-mirror.fixture';

const hasZip = await localCommand(['zip', '-v'], { cwd: '/' }).then(Boolean, () => false);
const archives = ['a.tar.gz', 'a.tgz', 'a.tar.xz', 'a.tar.bz2', 'a.tar', ...(hasZip ? ['a.zip'] : [])];
const wanted = { name: 'etcd', pathInPackage: 'usr/bin/etcd' };
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-archive-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** A tree with these files, each holding its own path. */
async function tree(...paths: readonly string[]): Promise<string> {
  const root = join(directory, 'tree');
  await mkdir(root, { recursive: true });
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), `#!/bin/sh\n# ${path}\n`);
    await chmod(join(root, path), 0o755);
  }
  return root;
}

async function pack(name: string, root: string): Promise<string> {
  const path = join(directory, name);
  await localCommand(name.endsWith('.zip') ? ['zip', '-qry', path, '.'] : ['tar', '-caf', path, '.'], { cwd: root });
  return path;
}

async function found(path: string): Promise<string> {
  const program = await programIn(path, path, wanted, join(directory, 'cache'));
  return (await readFile(program, 'utf8')).split('\n')[1] ?? '';
}

async function failureOf(path: string) {
  const error = await found(path).catch((reason: unknown) => reason);
  return (error as { failure?: unknown }).failure ?? error;
}

describe('the program in a file that a person names', () => {
  it.each(archives)('is found by its name in %s', async (name) => {
    const root = await tree('etcd-v3.5.0-linux-amd64/README.md', 'etcd-v3.5.0-linux-amd64/etcd', 'x/y/z/etcd');
    expect(await found(await pack(name, root))).toBe('# etcd-v3.5.0-linux-amd64/etcd');
  });

  it('is found whatever the file is called', async () => {
    const archive = await pack('a.tar.gz', await tree('etcd'));
    await localCommand(['mv', archive, join(directory, 'download')], { cwd: directory });
    expect(await found(join(directory, 'download'))).toBe('# etcd');
  });

  it('is found in a Debian package, which says where it is', async () => {
    const path = await makePackage(directory, '1', 'all');
    const program = await programIn(
      path,
      path,
      { name: 'tiny', pathInPackage: 'usr/bin/tiny' },
      join(directory, 'cache'),
    );
    expect(await readFile(program, 'utf8')).toBe('tiny 1\n');
  });

  it('is the file itself where it is no archive', async () => {
    expect(await found(join(await tree('etcd'), 'etcd'))).toBe('# etcd');
  });

  it('that is missing is an error that names what is there', async () => {
    const root = await tree('b/README.md', 'b/etcdctl', 'b/etcdutl', 'c', 'd', 'e', 'f');
    const path = await pack('a.tar.gz', root);
    expect(await failureOf(path)).toMatchObject({
      message: `${path} holds no file called etcd: it holds b/README.md, b/etcdctl, b/etcdutl, c, d and 2 more`,
      cure: expect.stringContaining('Name an archive that has etcd in it'),
    });
  });

  it('is never a link or a directory', async () => {
    const root = await tree('etcd/README.md');
    await mkdir(join(root, 'bin'));
    await symlink('/bin/sh', join(root, 'bin/etcd'));
    expect(await failureOf(await pack('a.tar.gz', root))).toMatchObject({
      message: expect.stringMatching(/holds no file called etcd: it holds etcd\/README.md$/),
    });
  });

  it('is not guessed where two lie equally deep', async () => {
    const path = await pack('a.tar.gz', await tree('amd64/etcd', 'arm64/etcd'));
    expect(await failureOf(path)).toMatchObject({
      message: `${path} holds more than one etcd: amd64/etcd and arm64/etcd`,
    });
  });

  it('cannot be had from an archive that unpacks to more than it may, of which nothing is kept', async () => {
    const path = await pack('a.tar.gz', await tree('etcd', 'b', 'c', 'd'));
    const failing = (limits: ArchiveLimits) =>
      programIn(path, path, wanted, join(directory, 'cache'), limits).catch((error) => error.failure.message);
    expect(await failing({ maxBytes: 1024 * 1024, maxFiles: 3 })).toMatch(
      /could not be unpacked: it holds more than 3 files$/,
    );
    expect(await failing({ maxBytes: 10, maxFiles: 100 })).toMatch(
      /could not be unpacked: it unpacks to more than 0 MB$/,
    );
    expect(await readdir(join(directory, 'cache', 'unpacked'))).toEqual([]);
  });

  it('cannot be had from an archive that is broken', async () => {
    const path = await pack('a.tar.gz', await tree('etcd'));
    await writeFile(path, (await readFile(path)).subarray(0, 60));
    expect(await failureOf(path)).toMatchObject({
      message: expect.stringMatching(/a\.tar\.gz could not be unpacked: .+/),
      command: expect.stringMatching(/^tar -x/),
    });
  });

  it('cannot be had from a page that a server sent instead', async () => {
    const path = join(directory, 'page');
    await writeFile(path, '<!DOCTYPE html><html>');
    expect(await failureOf(path)).toMatchObject({
      message: `${path} is no .deb, no archive and no program of Linux: it begins with "<!DOCTYPE html><"`,
    });
  });

  it('cannot be had from a file that is not there', async () => {
    expect(await failureOf(join(directory, 'nothing'))).toMatchObject({
      message: expect.stringMatching(/nothing could not be read on this machine: ENOENT/),
      cure: expect.stringContaining('system.source.path'),
    });
  });
});
