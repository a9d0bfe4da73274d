import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { poll } from '../base/poll';
import { newKeyPair } from '../lab/keys';
import { type Lab, labAddress, labDown, labUp } from '../lab/lab';
import { cannotMakeLabs, testLabName } from '../lab/test-lab';
import { type ClusterAddress, connectCluster } from './cluster';
import type { Remote } from './remote';
import { RemoteError } from './remote-error';

const name = testLabName('control');

describe.skipIf(cannotMakeLabs)('control', () => {
  let lab: Lab;
  let remotes: Remote[];
  let n1: Remote;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-control-'));
    lab = await labUp({ name, nodes: 2, ownerPid: process.pid });
    remotes = await connectCluster(labAddress(lab), { dataDirectory: directory });
    n1 = present(remotes[0], 'n1');
  });

  afterAll(async () => {
    await Promise.all((remotes ?? []).map((remote) => remote.close()));
    await labDown(name);
    await rm(directory, { recursive: true, force: true });
  });

  const connectTo = (change: Partial<ClusterAddress>) =>
    connectCluster({ ...labAddress(lab), ...change }, { dataDirectory: directory });

  async function failureOfConnecting(change: Partial<ClusterAddress>): Promise<RemoteError> {
    const error: unknown = await connectTo({ nodes: labAddress(lab).nodes.slice(0, 1), ...change }).catch(
      (e: unknown) => e,
    );
    if (!(error instanceof RemoteError)) throw new Error(`expected a RemoteError, got ${String(error)}`);
    return error;
  }

  test('a command gives its output, its errors and its exit code', async () => {
    const result = await n1.shell('echo out; echo err >&2; exit 3', { allowFailure: true });
    expect(result).toEqual({ stdout: 'out\n', stderr: 'err\n', exitCode: 3 });
    const quoted = ["it's", 'a  b', '$HOME', '*', '', 'ü\n'];
    expect((await n1.exec(['printf', '%s|', ...quoted])).stdout).toBe(quoted.map((word) => `${word}|`).join(''));
    expect((await n1.exec(['cat'], { stdin: 'from here' })).stdout).toBe('from here');
    expect((await n1.shell('kill -TERM $$', { allowFailure: true })).exitCode).toBe(143);
  });

  test('a command that fails is an error that names the node and the command', async () => {
    await expect(n1.exec(['ls', '/missing'])).rejects.toMatchObject({
      kind: 'exit',
      failure: { node: 'n1', command: 'ls /missing', message: expect.stringContaining('exit code 2') },
    });
  });

  test('a command over its time limit is ended on the node too', async () => {
    await expect(n1.shell('sleep 7654 & sleep 7654', { timeoutMs: 200 })).rejects.toMatchObject({ kind: 'timeout' });
    expect((await n1.shell('cat /proc/[0-9]*/comm | grep -cx sleep; true')).stdout).toBe('0\n');
  });

  test('a command can be stopped', async () => {
    const abort = new AbortController();
    const running = n1.exec(['sleep', '7655'], { signal: abort.signal });
    abort.abort();
    await expect(running).rejects.toMatchObject({ kind: 'stopped' });
    expect((await n1.shell('cat /proc/[0-9]*/comm | grep -cx sleep; true')).stdout).toBe('0\n');
    const late = new AbortController();
    const begun = n1.exec(['sleep', '7655'], { signal: late.signal });
    await poll(async () => (await n1.shell('cat /proc/[0-9]*/comm | grep -cx sleep; true')).stdout === '1\n', {
      intervalMs: 10,
      timeoutMs: 5000,
    });
    late.abort();
    await expect(begun).rejects.toMatchObject({ kind: 'stopped' });
    expect((await n1.shell('cat /proc/[0-9]*/comm | grep -cx sleep; true')).stdout).toBe('0\n');
  });

  test('a megabyte of output arrives whole, and far too much of it is refused', async () => {
    const { stdout } = await n1.shell("head -c 1000000 /dev/zero | tr '\\0' x");
    expect(stdout).toBe('x'.repeat(1_000_000));
    await expect(n1.shell('cat /dev/zero')).rejects.toMatchObject({ kind: 'output' });
  });

  test('more commands at once than sshd has channels for all get done', async () => {
    const results = await Promise.all(Array.from({ length: 30 }, (_, i) => n1.exec(['echo', String(i)])));
    expect(results.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  test('files go there and back unchanged, with their mode', async () => {
    const content = randomBytes(300_000);
    const there = join(directory, 'there');
    const back = join(directory, 'back');
    await writeFile(there, content);
    await n1.upload(there, '/tmp/file', { mode: 0o750 });
    expect((await n1.exec(['stat', '-c', '%a', '/tmp/file'])).stdout).toBe('750\n');
    await n1.download('/tmp/file', back);
    expect((await readFile(back)).equals(content)).toBe(true);
    await n1.write('/tmp/text', 'one\ntwo\nthree\n');
    expect(await n1.read('/tmp/text')).toBe('one\ntwo\nthree\n');
    expect(await n1.read('/tmp/text', { lastBytes: 6 })).toBe('three\n');
    await expect(n1.read('/tmp/missing')).rejects.toMatchObject({ kind: 'file', failure: { node: 'n1' } });
  });

  test('a connection to a port that nobody listens on is refused', async () => {
    await expect(n1.connect('127.0.0.1', 9)).rejects.toMatchObject({ kind: 'refused' });
    const stream = await n1.connect('n2', 22);
    const greeting = await new Promise<Buffer>((resolve) => stream.once('data', resolve));
    expect(greeting.toString()).toMatch(/^SSH-2\.0/);
    stream.destroy();
  });

  test('after the connection was lost, work under way fails and the next command finds a new one', async () => {
    const running = n1.exec(['sleep', '7656']);
    const settled = running.catch((error: unknown) => error);
    const killer = present((await connectTo({ nodes: labAddress(lab).nodes.slice(0, 1) }))[0], 'another connection');
    // Ends the session of every connection but the killer's own, which is the parent of its shell.
    await killer.shell(
      'for pid in $(pgrep -x sshd); do [ $pid -eq 1 ] || [ $pid -eq $PPID ] || kill -s KILL $pid; done',
    );
    expect(await settled).toMatchObject({ kind: 'lost', failure: { node: 'n1', command: 'sleep 7656' } });
    expect((await n1.exec(['hostname'])).stdout).toBe('n1\n');
    await n1.write('/tmp/again', 'x');
    await killer.close();
  });

  test('a key that the node does not know is refused, with every way that was tried', async () => {
    const keyFile = join(directory, 'wrong');
    await writeFile(keyFile, newKeyPair('wrong').private, { mode: 0o600 });
    const error = await failureOfConnecting({
      login: { user: 'root', keyFile, agent: true, passwordVariable: 'CLEW_UNSET' },
    });
    expect(error.message).toContain(`root@${lab.nodes[0]?.address}:22`);
    expect(error.message).toContain(`key ${keyFile}: refused by the node`);
    expect(error.message).toMatch(/agent: \S/);
    expect(error.message).toContain('password of CLEW_UNSET: the variable is not set');
  });

  test('a password is tried, and never shown', async () => {
    process.env.CLEW_TEST_PASSWORD = 'secret-word';
    const error = await failureOfConnecting({ login: { user: 'root', passwordVariable: 'CLEW_TEST_PASSWORD' } });
    expect(error.message).toContain('password of CLEW_TEST_PASSWORD: refused by the node');
    expect(JSON.stringify(error.failure)).not.toContain('secret-word');
  });

  test('an encrypted or missing key says what to do', async () => {
    const keyFile = join(directory, 'encrypted');
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { passphrase: 'x', cipher: 'aes256-cbc', rounds: 16 });
    await writeFile(keyFile, pair.private, { mode: 0o600 });
    expect((await failureOfConnecting({ login: { user: 'root', keyFile } })).message).toContain(
      'is encrypted; add it to an agent',
    );
    expect((await failureOfConnecting({ login: { user: 'root', keyFile: '/missing' } })).message).toContain(
      'there is no such file',
    );
  });

  test('a node that is not there is named with its address, and the others are let go', async () => {
    const first = present(lab.nodes[0], 'n1').address;
    const missing = first.replace(/\d+$/, '99');
    const nodes = [...labAddress(lab).nodes, { name: 'n9', host: missing, port: 22 }];
    await expect(connectTo({ nodes })).rejects.toMatchObject({
      failure: { node: 'n9', message: expect.stringContaining(`${missing}:22`) },
    });
  });

  test('a node behind a jump host is reached through it, and one that it does not reach is told', async () => {
    const [jump, target] = labAddress(lab).nodes;
    const jumps = [{ host: present(jump, 'n1').host, port: 22 }];
    const [through] = await connectTo({ nodes: [present(target, 'n2')], jumps });
    expect((await through?.exec(['hostname']))?.stdout).toBe('n2\n');
    // Its peer is the jump host, not this machine.
    expect((await through?.shell('echo "$SSH_CONNECTION"'))?.stdout).toMatch(new RegExp(`^${jumps[0]?.host} `));
    await through?.close();
    const error = await failureOfConnecting({
      nodes: [{ name: 'n2', host: present(target, 'n2').host, port: 9 }],
      jumps,
    });
    expect(error.message).toContain(`cannot be reached through root@${jumps[0]?.host}:22`);
  });

  test('an unknown host key is pinned at first sight and shown; a changed one names file and line', async () => {
    const { knownHostsFile: _, ...address } = labAddress(lab);
    const seen: string[] = [];
    const connect = () =>
      connectCluster(address, {
        dataDirectory: directory,
        onHostKey: (node, message) => seen.push(`${node} ${message}`),
      });
    for (const remote of await connect()) await remote.close();
    expect(seen).toHaveLength(2);
    expect(seen[0]).toMatch(/n\d host key of \S+ pinned at first sight: ssh-ed25519 SHA256:/);
    for (const remote of await connect()) await remote.close();
    expect(seen).toHaveLength(2);

    const other = newKeyPair('other').public.split(' ').slice(0, 2).join(' ');
    const file = join(directory, 'changed_hosts');
    await writeFile(file, `# a comment\n${lab.nodes[0]?.address} ${other}\n`);
    const changed = await failureOfConnecting({ knownHostsFile: file });
    expect(changed.message).toContain('has changed');
    expect(changed.failure.cure).toContain(`remove line 2 of ${file}`);
    await writeFile(file, '');
    expect((await failureOfConnecting({ knownHostsFile: file })).failure.cure).toContain('ssh-keyscan');
  });

  test('a user who is not root works through sudo, with a password where it asks for one', async () => {
    // A stand-in for sudo, which is not on every machine: it asks for a password unless it was told -n.
    await n1.write(
      '/usr/bin/sudo',
      `#!/bin/sh
case $1 in -n) if [ -e /tmp/nopasswd ]; then shift; else echo 'a password is required' >&2; exit 1; fi ;;
-k) read -r password; [ "$password" = right ] || exit 1; shift 4 ;; esac
[ "$1" = -- ] && shift
SUDO=yes exec "$@"
`,
      { mode: 0o755 },
    );
    // One file of keys serves every user; sshd reads it as the user who logs in.
    await n1.shell("useradd -m -p '*' tester; chmod 644 /run/clew/authorized_keys");
    process.env.CLEW_TEST_SUDO = 'right';
    const keyFile = lab.keyFile;
    const nodes = labAddress(lab).nodes.slice(0, 1);
    const asTester = async (login: object) =>
      present((await connectTo({ nodes, login: { user: 'tester', keyFile, ...login } }))[0], 'n1');

    const withPassword = await asTester({ passwordVariable: 'CLEW_TEST_SUDO' });
    const script = 'echo $SUDO; cat';
    expect((await withPassword.shell(script, { asRoot: true, stdin: 'input' })).stdout).toBe('yes\ninput');
    expect((await withPassword.shell('echo $SUDO')).stdout).toBe('\n');
    await withPassword.close();

    const without = await asTester({});
    await expect(without.shell(script, { asRoot: true })).rejects.toThrow('sudo asks tester for a password');
    await n1.shell('touch /tmp/nopasswd');
    expect((await without.shell(script, { asRoot: true, stdin: 'input' })).stdout).toBe('yes\ninput');
    await without.close();
  });
});
