import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { bundled } from '../../base/bundled.fixture';
import { connectCluster } from '../../nodes/cluster';
import type { Remote } from '../../nodes/remote';
import { Daemon } from '../../systems/kit/daemon';
import { EmbeddedCluster } from './embedded-cluster';

const names = ['n1', 'n2'];

/** A zombie is dead; who its parent is now, and whether that one reaps, is not ours. */
function isAlive(pid: number): boolean {
  return /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim());
}

describe('an embedded cluster', () => {
  let cluster: EmbeddedCluster;
  let remotes: readonly Remote[];
  let data: string;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'clew-embedded-test-'));
    cluster = await EmbeddedCluster.start(names);
    remotes = await connectCluster(cluster.address, { dataDirectory: data });
  });
  afterAll(async () => {
    await Promise.all(remotes.map((remote) => remote.close()));
    await cluster.close();
    await rm(data, { recursive: true });
  });

  const first = () => present(remotes[0], 'n1');
  const files = (node: string, mark: string) => {
    const { directory } = cluster.node(node);
    const dataDirectory = `${directory}/data-${mark}`;
    return {
      pidFile: `${directory}/${mark}.pid`,
      logFile: `${directory}/${mark}.log`,
      dataDirectory,
      processMarker: dataDirectory,
    };
  };
  /** A process that has the mark among its arguments. */
  const sleeper = (mark: string) => ({ command: ['sh', '-c', 'echo up; while :; do sleep 1; done', 'clew', mark] });

  test('each node has a directory of its own, in which commands run', async () => {
    const directories = await Promise.all(remotes.map((remote) => remote.shell('pwd -P')));
    expect(directories.map(({ stdout }) => stdout.trim())).toEqual(names.map((name) => cluster.node(name).directory));
  });

  test('a command gives its output, its errors and its exit code, and reads its input', async () => {
    const script = 'cat; echo wrong >&2; exit 7';
    const result = await first().shell(script, { stdin: 'typed', allowFailure: true });
    expect(result).toEqual({ stdout: 'typed', stderr: 'wrong\n', exitCode: 7 });
  });

  test('a command that a signal ends tells which', async () => {
    expect((await first().shell('kill -s TERM $$', { allowFailure: true })).exitCode).toBe(128 + 15);
  });

  test('a command over its limit is ended on the node', async () => {
    const { directory } = cluster.node('n1');
    const started = first().shell(`echo $$ > ${directory}/slow.pid; exec sleep 60`, { timeoutMs: 300 });
    await expect(started).rejects.toThrow('did not end within 300 ms');
    const pid = Number(await readFile(`${directory}/slow.pid`, 'utf8'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  test('nobody becomes root', async () => {
    expect((await first().exec(['id', '-u'], { asRoot: true })).stdout.trim()).toBe(String(process.getuid?.()));
  });

  test('large output comes whole', async () => {
    const { stdout } = await first().shell('i=0; while [ $i -lt 20000 ]; do echo "line $i"; i=$((i+1)); done');
    expect(stdout.trim().split('\n')).toHaveLength(20_000);
  });

  test('files go there and come back, below the directory or by their whole path', async () => {
    const text = 'é'.repeat(300_000);
    await first().write('text', text, { mode: 0o640 });
    expect(await first().read('text')).toBe(text);
    expect(await first().read('text', { lastBytes: 4 })).toBe('éé');
    const { stdout } = await first().shell('ls -l text');
    expect(stdout).toMatch(/^-rw-r-----/);
    const local = join(data, 'local');
    await first().download(`${cluster.node('n1').directory}/text`, local);
    expect(await readFile(local, 'utf8')).toBe(text);
    await writeFile(local, text + text);
    await first().upload(local, 'sent');
    expect(await first().read('sent')).toBe(text + text);
    await expect(first().read('missing')).rejects.toThrow(/No such file|no such file/);
  });

  test('connections are forwarded, and a port where nobody listens is said to be closed', async () => {
    const server = createServer((_, response) => response.end('hello'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const socket = await first().connect('127.0.0.1', port);
    socket.write('GET / HTTP/1.0\r\n\r\n');
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/hello$/);
    await new Promise((resolve) => server.close(resolve));
    await expect(first().connect('127.0.0.1', port)).rejects.toThrow(`connect to 127.0.0.1:${port}`);
  });

  test('a stranger with another key is not let in', async () => {
    const other = await EmbeddedCluster.start(['n1']);
    try {
      const [node] = cluster.address.nodes;
      const login = { ...cluster.address.login, keyFile: present(other.address.login.keyFile, 'a key') };
      const address = { ...cluster.address, nodes: [present(node, 'n1')], login };
      await expect(connectCluster(address, { dataDirectory: data })).rejects.toThrow('lets nobody in');
    } finally {
      await other.close();
    }
  });

  test('a daemon outlives its command, is paused, goes on, is killed and starts again', async () => {
    const { dataDirectory: mark, ...rest } = files('n1', 'daemon');
    const daemon = new Daemon({ name: 'n1', remote: first() }, { ...rest, dataDirectory: mark });
    await daemon.start(sleeper(mark));
    expect(await daemon.isRunning()).toBe(true);
    const pid = Number(await readFile(rest.pidFile, 'utf8'));
    await daemon.pause();
    await expect.poll(async () => (await first().shell(`ps -o stat= -p ${pid}`)).stdout).toMatch(/^T/);
    await daemon.resume();
    await daemon.kill();
    expect([await daemon.isRunning(), isAlive(pid)]).toEqual([false, false]);
    await daemon.start(sleeper(mark));
    expect(await daemon.isRunning()).toBe(true);
    await daemon.wipe();
    expect(await daemon.isRunning()).toBe(false);
  });

  /** Somebody who looks into a node's log, from another terminal. */
  function reader(directory: string) {
    return spawn('tail', ['-f', `${directory}/log`], { stdio: 'ignore' });
  }

  test('when it closes no process and no file stays, and who looked into them is left alone', async () => {
    const closing = await EmbeddedCluster.start(['n1']);
    const [remote] = await connectCluster(closing.address, { dataDirectory: data });
    const { directory } = closing.node('n1');
    const mark = `${directory}/data`;
    const place = {
      pidFile: `${directory}/pid`,
      logFile: `${directory}/log`,
      dataDirectory: mark,
      processMarker: mark,
    };
    await new Daemon({ name: 'n1', remote: present(remote, 'n1') }, place).start(sleeper(mark));
    const pid = Number(await readFile(place.pidFile, 'utf8'));
    expect(isAlive(pid)).toBe(true);
    const looking = reader(directory);
    await present(remote, 'n1').close();
    await closing.close();
    await expect.poll(() => isAlive(pid)).toBe(false);
    expect(existsSync(dirname(directory))).toBe(false);
    expect(isAlive(looking.pid ?? 0)).toBe(true);
    looking.kill();
  });

  test('when whoever made it is killed, every node ends with all that it runs, paused or not', async () => {
    const owner = spawn(process.execPath, [await bundled(new URL('./doomed-owner.fixture.ts', import.meta.url))], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface({ input: owner.stdout }), 'line');
    const [pid = '', directory = ''] = String(line).split(' ');
    expect([isAlive(Number(pid)), existsSync(directory)]).toEqual([true, true]);
    const looking = reader(directory);
    process.kill(Number(pid), 'SIGSTOP');
    owner.kill('SIGKILL');
    await expect.poll(() => isAlive(Number(pid)) || existsSync(dirname(directory))).toBe(false);
    expect(isAlive(looking.pid ?? 0)).toBe(true);
    looking.kill();
  });
});
