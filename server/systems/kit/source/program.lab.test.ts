import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Source } from '@/lib/catalog/systems/source';
import { planSchema } from '@/lib/plan/plan';
import { failureOf } from '../../../base/failure';
import { labAddress, labDown, labUp } from '../../../lab/lab';
import { cannotMakeLabs, testLabName } from '../../../lab/test-lab';
import { connectCluster } from '../../../nodes/cluster';
import type { Remote } from '../../../nodes/remote';
import { etcd } from '../../etcd/etcd';
import type { SystemContext, SystemNode } from '../system';
import { debianPackage } from './debian-package';
import { localCommand } from './local-command';

const labName = testLabName('source');

describe.skipIf(cannotMakeLabs)('the program that a plan names, on a node', () => {
  /** Nodes of a lab see this machine's files, but not what lies below /tmp: from there everything must be sent. */
  let directory: string;
  let remote: Remote;
  let packaged: string;
  let server: Server;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-source-'));
    const lab = await labUp({ name: labName, nodes: 1, ownerPid: process.pid });
    remote = present((await connectCluster(labAddress(lab), { dataDirectory: directory }))[0], 'the node');
    const files = await debianPackage({
      name: 'etcd-server',
      cacheDirectory: directory,
      cure: 'Connect to the mirror.',
    });
    packaged = join(files, 'usr/bin/etcd');
    server = createServer(async (_request, response) => response.end(await readFile(join(directory, 'etcd.tar.gz'))));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    server.close();
    await remote.close();
    await labDown(labName);
    await rm(directory, { recursive: true, force: true });
  });

  /** @returns what a run does with it, as it fails or with the version that the node reports */
  async function run(source: Source) {
    const plan = planSchema.parse({
      name: 'one program',
      cluster: { type: 'lab', nodes: 1 },
      system: { name: 'etcd', source },
      seed: 1,
    });
    const node: SystemNode = { name: remote.node, remote };
    const report = {
      step: <T>(_title: string, _node: unknown, work: () => Promise<T>) => work(),
      log: () => undefined,
    };
    const signal = new AbortController().signal;
    const context: SystemContext = { plan, nodes: [node], report, signal, cacheDirectory: directory };
    try {
      const version = await etcd.install(node, context);
      await etcd.start(node, context);
      await etcd.awaitReady(node, context);
      return { version };
    } catch (error) {
      return failureOf(error);
    } finally {
      await etcd.daemon(node).wipe();
    }
  }

  async function script(name: string, text: string): Promise<string> {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `#!/bin/sh\n${text}\n`);
    await chmod(path, 0o755);
    return path;
  }

  it('is a file that is sent once', async () => {
    expect(await run({ from: 'file', path: packaged })).toEqual({ version: expect.stringMatching(/^3\.\d+\.\d+$/) });
    const inode = async () => (await remote.exec(['stat', '-c', '%i', '/opt/clew/etcd/etcd'])).stdout;
    const sent = await inode();
    expect(await run({ from: 'file', path: packaged })).toMatchObject({ version: expect.any(String) });
    expect(await inode()).toBe(sent);
  });

  it('is found in an archive that is downloaded', async () => {
    await localCommand(['tar', '-czf', 'etcd.tar.gz', '-C', dirname(packaged), 'etcd'], { cwd: directory });
    const sha256 = createHash('sha256')
      .update(await readFile(join(directory, 'etcd.tar.gz')))
      .digest('hex');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/etcd.tar.gz`;
    expect(await run({ from: 'download', url, sha256 })).toEqual({ version: expect.stringMatching(/^3\.\d+\.\d+$/) });
    expect(await run({ from: 'download', url, sha256: '0'.repeat(64) })).toMatchObject({
      message: expect.stringContaining(`its sha256 is ${sha256}, not ${'0'.repeat(64)}`),
      node: 'n1',
      command: `GET ${url}`,
    });
  });

  it('of another architecture ends the test, and both are named', async () => {
    const foreign = Buffer.from(await readFile(packaged));
    const machine = (await remote.exec(['uname', '-m'])).stdout.trim();
    foreign.writeUInt16LE(machine === 'aarch64' ? 62 : 183, 18);
    const path = join(directory, 'foreign');
    await writeFile(path, foreign);
    const made = machine === 'aarch64' ? 'x86_64' : 'aarch64';
    expect(await run({ from: 'file', path })).toMatchObject({
      message: `n1 is ${machine} and cannot run /opt/clew/etcd/etcd, which is made for ${made}`,
      cure: `Choose a build for ${machine}.`,
      node: 'n1',
      command: '/opt/clew/etcd/etcd',
    });
  });

  it('that is no such program ends the test with what it said', async () => {
    const path = await script('other', 'echo "I am something else" >&2; exit 3');
    expect(await run({ from: 'file', path })).toMatchObject({
      message: 'n1: /opt/clew/etcd/etcd --version ended with exit code 3 and named no version: I am something else',
      node: 'n1',
      log: ['I am something else'],
    });
  });

  it('that refuses its flags ends the test with the line of its log', async () => {
    const path = await script(
      'strict',
      '[ "$1" = --version ] && echo "etcd Version: 9.0.0" && exit 0\necho "flag provided but not defined: -enable-v2" >&2; exit 2',
    );
    expect(await run({ from: 'file', path })).toMatchObject({
      message: 'n1: etcd exited while starting: flag provided but not defined: -enable-v2',
      node: 'n1',
      command: expect.stringMatching(/^\/opt\/clew\/etcd\/etcd --name n1 .*--enable-v2/),
      log: ['flag provided but not defined: -enable-v2'],
    });
  });

  it('of a Debian package of another release runs, and says which it is', async () => {
    expect(await run({ from: 'debian', release: 'trixie' })).toEqual({ version: expect.stringMatching(/^3\.5\./) });
  });

  it('of a release that there is not ends the test', async () => {
    expect(await run({ from: 'debian', release: 'tricksie' })).toMatchObject({
      message: expect.stringMatching(/^Debian's package etcd-server of tricksie .*has no release called tricksie$/),
      node: 'n1',
      command: 'apt-get download etcd-server',
    });
  });

  it('at a path of the node that holds none ends the test', async () => {
    expect(await run({ from: 'node', path: '/opt/nothing/etcd' })).toMatchObject({
      message: 'n1 has no program at /opt/nothing/etcd',
      node: 'n1',
    });
  });
});
