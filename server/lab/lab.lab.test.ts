import { execFile, spawn } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterEach, describe, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { poll } from '../base/poll';
import { kill, processId } from '../base/process';
import { connectCluster } from '../nodes/cluster';
import type { Remote } from '../nodes/remote';
import { type Lab, labAddress, labDown, labRelease, labStatus, labUp, sweepLabs } from './lab';
import { labNames, labsDirectory, readState } from './state';
import { cannotMakeLabs, testLabName } from './test-lab';

const run = promisify(execFile);
const name = testLabName('lab');
const second = testLabName('two');

/** Everything of this machine that a lab could leave behind. Other labs may come and go meanwhile: only ours count. */
async function traces(lab: { readonly prefix: string; readonly uplink: string; readonly directory: string }) {
  const [links, routes, mounts, namespaces] = await Promise.all([
    run('ip', ['-o', 'link']),
    run('ip', ['-4', 'route', 'show', 'table', 'all']),
    readFile('/proc/self/mountinfo', 'utf8'),
    run('ip', ['netns']),
  ]);
  const processes: string[] = [];
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
    const mountsOfProcess = await readFile(`/proc/${pid}/mounts`, 'latin1').catch(() => '');
    if (environment.includes(`CLEW_LAB=${lab.directory}\0`) || mountsOfProcess.includes(`${lab.directory}/`)) {
      processes.push(pid);
    }
  }
  const files = await readdir(lab.directory).catch(() => []);
  const lines = (text: string, part: string) => text.split('\n').filter((line) => line.includes(part));
  const isOthers = await isNetworkOfAnother(lab);
  return {
    links: isOthers ? [] : lines(links.stdout, lab.uplink),
    routes: isOthers ? [] : lines(routes.stdout, `${lab.prefix}.`),
    mounts: lines(mounts, lab.directory),
    namespaces: namespaces.stdout.trim(),
    processes,
    files,
  };
}

/** The lowest that is free is the next one's: what a lab has let go of, a lab beside it may have taken by now. */
async function isNetworkOfAnother({ prefix, directory }: { readonly prefix: string; readonly directory: string }) {
  const labs = await labsDirectory();
  const states = await Promise.all((await labNames(labs)).map((each) => readState(`${labs}/${each}`)));
  return states.some((state) => state && state.directory !== directory && state.network.prefix === prefix);
}

const nothing = { links: [], routes: [], mounts: [], namespaces: '', processes: [], files: [] };

async function whereabouts(lab: string) {
  const state = present(await readState(`${await labsDirectory()}/${lab}`), 'the state of the lab');
  return { directory: state.directory, prefix: state.network.prefix, uplink: state.network.uplink };
}

async function withRemotes<T>(lab: Lab, work: (remotes: readonly Remote[]) => Promise<T>): Promise<T> {
  const remotes = await connectCluster(labAddress(lab), { dataDirectory: '/nowhere' });
  try {
    return await work(remotes);
  } finally {
    await Promise.all(remotes.map((remote) => remote.close()));
  }
}

/**
 * A process of its own that makes a lab, tells each line of progress, and then waits to be killed.
 * @param haltsAt begins the line at which it stands still
 */
async function otherProcess(
  lab: string,
  haltsAt = 'is up',
): Promise<{ readonly pid: number; readonly sees: (text: string) => Promise<void> }> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { labUp } from './lab.ts';
        const say = (line) => {
          const text = line.whole ?? line;
          process.stdout.write(text + '\\n');
          if (text.startsWith(${JSON.stringify(haltsAt)})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
        };
        await labUp({ name: ${JSON.stringify(lab)}, nodes: 3, ownerPid: process.pid, onProgress: say });
        say('is up');`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    alias: { '@': process.cwd() },
  });
  const code = present(outputFiles[0], 'the bundle').text;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk;
  });
  return {
    pid: present(child.pid, 'the pid of the other process'),
    sees: async (text) => {
      if (!(await poll(async () => printed.includes(text), { intervalMs: 10, timeoutMs: 60_000 })))
        throw new Error(`never said ${text}: ${printed}`);
    },
  };
}

async function endProcess(pid: number): Promise<void> {
  kill(pid);
  await poll(async () => (await processId(pid)) === undefined, { intervalMs: 10, timeoutMs: 60_000 });
}

describe.skipIf(cannotMakeLabs)('a lab', () => {
  afterEach(async () => {
    await labDown(name);
    await labDown(second);
  });

  test('comes up with five nodes that have their own name, processes, files and network', async () => {
    const startedAt = performance.now();
    const lab = await labUp({ name, nodes: 5, ownerPid: process.pid });
    process.stdout.write(`five nodes up in ${Math.round(performance.now() - startedAt)} ms\n`);
    expect(lab.nodes.map((node) => node.name)).toEqual(['n1', 'n2', 'n3', 'n4', 'n5']);
    const [report] = await labStatus(name);
    expect(report).toMatchObject({ answers: [true, true, true, true, true], ownerPid: process.pid, isKept: false });

    await withRemotes(lab, async (remotes) => {
      const [n1, n2] = [present(remotes[0], 'n1'), present(remotes[1], 'n2')];
      expect((await n1.exec(['hostname'])).stdout).toBe('n1\n');
      expect((await n2.exec(['hostname'])).stdout).toBe('n2\n');

      await n1.shell('echo mine > /etc/clew-test; echo mine > /var/tmp/clew-test; rm /etc/passwd-');
      for (const file of ['/etc/clew-test', '/var/tmp/clew-test']) {
        expect((await n2.exec(['test', '-e', file], { allowFailure: true })).exitCode).toBe(1);
        await expect(readFile(file)).rejects.toThrow('ENOENT');
      }
      expect(await readFile('/etc/passwd-', 'utf8')).not.toBe('');

      await n1.shell('nohup sleep 4321 >/dev/null 2>&1 &');
      const sleeping = async (node: Remote) =>
        (await node.shell('cat /proc/[0-9]*/comm | grep -cx sleep; true')).stdout;
      expect([await sleeping(n1), await sleeping(n2)]).toEqual(['1\n', '0\n']);
      expect((await n1.exec(['readlink', '/proc/self/ns/pid'])).stdout).not.toBe(await readlink('/proc/self/ns/pid'));

      const hosts = (await n1.exec(['cat', '/etc/hosts'])).stdout;
      for (const node of lab.nodes) expect(hosts).toContain(`${node.address} ${node.name}\n`);
      // Each node reaches each other by name.
      await Promise.all(remotes.map(async (remote) => (await remote.connect('n5', 22)).destroy()));
      const mounts = (await n1.exec(['cat', '/proc/mounts'])).stdout;
      expect(mounts).not.toContain('.host');
    });
  });

  test('leaves nothing behind when it goes down', async () => {
    const lab = await labUp({ name, nodes: 3, ownerPid: process.pid });
    const place = await whereabouts(name);
    expect((await traces(place)).links).toHaveLength(1);
    expect((await traces(place)).mounts).toEqual([]);
    await withRemotes(lab, (remotes) => present(remotes[0], 'n1').shell('setsid sleep 4322 >/dev/null 2>&1 &'));
    expect(await labDown(name)).toBe(true);
    expect(await traces(place)).toEqual(nothing);
    expect(await labDown(name)).toBe(false);
  });

  test('is taken over when it is whole and free, and made again when a node is broken', async () => {
    const kept = await labUp({ name, nodes: 2 });
    const adopted = await labUp({ name, nodes: 2, ownerPid: process.pid });
    expect(adopted).toEqual(kept);
    const key = await readFile(kept.keyFile, 'utf8');
    await labRelease(name);
    expect(await labStatus(name)).toMatchObject([{ isKept: true, answers: [true, true] }]);

    const n1 = await nodeInit(name, 'n1');
    await endProcess(n1);
    expect(
      await poll(async () => (await labStatus(name))[0]?.answers[0] === false, { intervalMs: 10, timeoutMs: 60_000 }),
    ).toBe(true);
    await labUp({ name, nodes: 2, ownerPid: process.pid });
    expect(await labStatus(name)).toMatchObject([{ answers: [true, true] }]);
    expect(await readFile(kept.keyFile, 'utf8')).not.toBe(key);
  });

  test('stands beside another without sharing a network', async () => {
    const [one, two] = await Promise.all([
      labUp({ name, nodes: 2, ownerPid: process.pid }),
      labUp({ name: second, nodes: 2, ownerPid: process.pid }),
    ]);
    const addresses = [...one.nodes, ...two.nodes].map((node) => node.address);
    expect(new Set(addresses).size).toBe(4);
    await labDown(name);
    expect(await labStatus(second)).toMatchObject([{ answers: [true, true] }]);
  });

  test('is refused to a second process, and goes by itself once its owner was killed', async () => {
    const other = await otherProcess(name);
    try {
      await other.sees('is up');
      const place = await whereabouts(name);
      await expect(labUp({ name, nodes: 3, ownerPid: process.pid })).rejects.toThrow(`in use by process ${other.pid}`);
      await sweepLabs();
      expect(await labStatus(name)).toMatchObject([{ answers: [true, true, true] }]);
      await endProcess(other.pid);
      await expect.poll(() => traces(place)).toEqual(nothing);
    } finally {
      await endProcess(other.pid);
    }
  });

  test('that was half made when its maker was killed is swept too', async () => {
    const other = await otherProcess(name, 'n');
    await other.sees(' answers');
    expect((await readState(`${await labsDirectory()}/${name}`))?.maker?.pid).toBe(other.pid);
    const place = await whereabouts(name);
    await endProcess(other.pid);
    await sweepLabs();
    expect(await traces(place)).toEqual(nothing);
    await labUp({ name, nodes: 1, ownerPid: process.pid });
    expect(await labStatus(name)).toMatchObject([{ answers: [true] }]);
  });

  test('whose making is stopped is removed at once', async () => {
    const stop = new AbortController();
    const making = labUp({ name, nodes: 3, ownerPid: process.pid, signal: stop.signal }).catch(
      (error: unknown) => error,
    );
    const directory = `${await labsDirectory()}/${name}`;
    expect(
      await poll(async () => (await readState(directory)) !== undefined, { intervalMs: 10, timeoutMs: 60_000 }),
    ).toBe(true);
    const place = await whereabouts(name);
    stop.abort();
    expect(String(await making)).toContain('was stopped');
    expect(await traces(place)).toEqual(nothing);
  });

  test('with a name or size that makes no sense is refused', async () => {
    await expect(labUp({ name: '../up', nodes: 3 })).rejects.toThrow('cannot name a lab');
    await expect(labUp({ name, nodes: 0 })).rejects.toThrow('1 to 99 nodes');
    await expect(labUp({ name, nodes: 1, ownerPid: 2 ** 22 + 1 })).rejects.toThrow('does not exist');
  });
});

/** The first process of a node, seen from outside: the one with the node's host name whose own id in there is 1. */
async function nodeInit(lab: string, node: string): Promise<number> {
  const { directory } = await whereabouts(lab);
  for (const pid of (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry))) {
    const mounts = await readFile(`/proc/${pid}/mounts`, 'latin1').catch(() => '');
    const status = await readFile(`/proc/${pid}/status`, 'latin1').catch(() => '');
    if (mounts.includes(`${directory}/${node}/root/upper`) && /^NSpid:.*\s1$/m.test(status)) return Number(pid);
  }
  throw new Error(`${node} has no first process`);
}
