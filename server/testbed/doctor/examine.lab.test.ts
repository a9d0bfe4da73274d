/** A lab whose nodes lack one thing each, by real means: the doctor finds which, and says what to run. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsOf } from '@/lib/doctor/needs';
import { type NodeExamination, troublesOf } from '@/lib/doctor/report';
import { planSchema } from '@/lib/plan/plan';
import type { Entry } from '@/lib/protocol/entry';
import { failureOf } from '../../base/failure';
import { poll } from '../../base/poll';
import { newKeyPair } from '../../lab/keys';
import { type Lab, labAddress, labDown, labStatus, labUp } from '../../lab/lab';
import { cannotMakeLabs, testCacheDirectory, testLabName } from '../../lab/test-lab';
import { type ClusterAddress, connectCluster } from '../../nodes/cluster';
import { iptablesNet } from '../../nodes/net/iptables';
import { JournalReporter } from '../../runner/reporter';
import { etcd } from '../../systems/etcd/etcd';
import { RemoteTestbed } from '../remote-testbed';
import { examineCluster } from './examine';
import { prepareNode } from './prepare-node';

const labName = testLabName('doctor');
const plan = planSchema.parse({
  name: 'examined',
  cluster: { type: 'lab', nodes: 7 },
  system: { name: 'etcd' },
  seed: 1,
});

describe.skipIf(cannotMakeLabs)('the doctor on a lab of seven nodes', { timeout: 60_000 }, () => {
  let lab: Lab;
  let directory: string;
  let address: ClusterAddress;
  const onNode = async (name: string, script: string) => {
    const nodes = labAddress(lab).nodes.filter((node) => node.name === name);
    const [remote] = await connectCluster({ ...labAddress(lab), nodes }, { dataDirectory: directory });
    await remote?.shell(script, { timeoutMs: 20_000 });
    await remote?.close();
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'clew-doctor-'));
    lab = await labUp({ name: labName, nodes: 7, ownerPid: process.pid });
    const knownHostsFile = join(directory, 'known_hosts');
    const other = newKeyPair('other').public.split(' ').slice(0, 2).join(' ');
    const known = await readFile(lab.knownHostsFile, 'utf8');
    const third = labAddress(lab).nodes[2]?.host;
    const lines = known.split('\n').map((line) => (line.startsWith(`${third} `) ? `${third} ${other}` : line));
    await writeFile(knownHostsFile, lines.join('\n'));
    address = { ...labAddress(lab), knownHostsFile };
    await Promise.all([
      // As a machine without power: what is sent there is answered by nobody. Its connection goes first.
      onNode(
        'n1',
        'parent=$PPID; (while kill -0 "$parent"; do sleep 0.05; done; ip link set eth0 down) >/dev/null 2>&1 </dev/null &',
      ),
      onNode('n2', ': > /run/clew/authorized_keys'),
      onNode('n4', 'rm -f $(command -v iptables)'),
      onNode('n5', 'mount -t tmpfs -o size=1m tmpfs /var/lib && ! cat /dev/zero > /var/lib/full'),
      onNode(
        'n6',
        `real=$(command -v date) && mv "$real" "$real.real" &&
          printf '#!/bin/sh\\nexec %s.real -d "+1 hour" "$@"\\n' "$real" > "$real" && chmod 755 "$real"`,
      ),
    ]);
    const isDown = async () => (await labStatus(labName))[0]?.answers[0] === false;
    expect(await poll(isDown, { intervalMs: 50, timeoutMs: 20_000 })).toBe(true);
  });

  afterAll(async () => {
    await labDown(labName);
    await rm(directory, { recursive: true, force: true });
  });

  it('finds what each lacks, and says what to run', async () => {
    const told: string[] = [];
    const nodes = await examineCluster({ address, needs: needsOf(plan), dataDirectory: directory }, ({ name }) => {
      told.push(name);
    });
    expect(told.toSorted()).toEqual(['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7']);
    const rowOf = (name: string, check: string) =>
      nodes.find((node) => node.name === name)?.rows.find((row) => row.check === check);
    const hosts = labAddress(lab).nodes.map(({ host }) => host);

    expect(rowOf('n1', 'reachable')).toMatchObject({
      state: 'bad',
      cure: expect.stringContaining(`ping -c 3 ${hosts[0]}`),
    });
    expect(rowOf('n2', 'login')).toMatchObject({
      state: 'bad',
      detail: expect.stringContaining(`key ${lab.keyFile}: refused by the node`),
      cure: expect.stringContaining(`ssh-copy-id -i ${lab.keyFile} -p 22 root@${hosts[1]}`),
    });
    expect(rowOf('n3', 'host-key')).toMatchObject({
      state: 'bad',
      brief: 'changed',
      cure: expect.stringContaining(`ssh-keygen -R ${hosts[2]} -f ${join(directory, 'known_hosts')}`),
    });
    expect(rowOf('n4', 'iptables')).toMatchObject({
      state: 'bad',
      cure: expect.stringContaining('apt-get install --yes iptables'),
    });
    expect(rowOf('n5', 'disk')).toMatchObject({
      state: 'bad',
      brief: '0 bytes left',
      cure: expect.stringContaining('df -h /var/lib;'),
    });
    expect(rowOf('n6', 'clock')).toMatchObject({
      state: 'warn',
      brief: '+60 min',
      cure: expect.stringMatching(/clock/),
    });
    // Each has one trouble, beside what this machine's kernel lacks and what the others' makes of it.
    const own = troublesOf(nodes).filter(({ row }) => !['netem', 'loop', 'left'].includes(row.check));
    expect(own.map(({ node, row }) => `${node} ${row.check}`).toSorted()).toEqual([
      'n1 reachable',
      'n2 login',
      'n3 host-key',
      'n4 iptables',
      'n5 disk',
      'n6 clock',
    ]);
    expect(states(nodes, 'n7')).toMatchObject({
      reachable: 'good',
      login: 'good',
      'host-key': 'good',
      root: 'good',
      iptables: 'good',
      clock: 'good',
      ports: 'skipped',
    });
    expect(rowOf('n7', 'ports')).toMatchObject({ brief: 'n1 is down' });
    expect(rowOf('n7', 'os')).toMatchObject({ state: 'good', detail: expect.stringContaining('Linux') });
  });

  it('keeps a run from beginning, and tells it a row a node', async () => {
    const nodes = labAddress(lab).nodes.filter(({ name }) => ['n4', 'n5', 'n7'].includes(name));
    const testbed = new RemoteTestbed({
      plan,
      run: 'examined',
      provider: {
        nodes: nodes.map(({ name }) => name),
        open: async () => ({ ...labAddress(lab), nodes }),
        prepare: prepareNode,
        net: iptablesNet,
        isHeld: true,
        release: async () => undefined,
      },
      system: etcd,
      dataDirectory: directory,
      cacheDirectory: testCacheDirectory,
    });
    const journal: Entry[] = [];
    const report = new JournalReporter((entry) => journal.push(entry), Date.now);
    const failure = await testbed.setUp(report, new AbortController().signal).then(() => undefined, failureOf);
    await testbed.tearDown(report);
    expect(failure?.message).toBe('2 of 3 nodes cannot be used: n4, n5');
    expect(failure?.nodes).toEqual([
      expect.objectContaining({ node: 'n4', cure: expect.stringContaining('install --yes iptables') }),
      expect.objectContaining({ node: 'n5', cure: expect.stringContaining('df -h /var/lib;') }),
    ]);
    const looks = journal.flatMap((entry) =>
      entry.type === 'step' && entry.title === 'Look at the node' && entry.state !== 'started'
        ? [`${entry.node} ${entry.state} ${entry.detail}`]
        : [],
    );
    expect(looks.toSorted()).toEqual([
      expect.stringMatching(/^n4 failed n4: there is no iptables/),
      expect.stringMatching(/^n5 failed n5: \/var\/lib has 0 bytes left/),
      expect.stringMatching(/^n7 done \S.*, root, iptables v\S+, clock [+−]\d+ m?s, .* free$/),
    ]);
  });

  it('tells a port that hangs, a name that nobody knows, and a sudo that asks', async () => {
    const held: Socket[] = [];
    const silent = createServer((socket) => held.push(socket));
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    await onNode(
      'n7',
      // A stand-in for sudo, which is not on every machine: it asks for a password unless it was told not to.
      `printf '#!/bin/sh\\necho "sudo: a password is required" >&2\\nexit 1\\n' > /usr/bin/sudo && chmod 755 /usr/bin/sudo &&
        useradd -m -p '*' tester && chmod 644 /run/clew/authorized_keys`,
    );
    const nodes = [
      { name: 'n1', host: '127.0.0.1', port },
      { name: 'n2', host: 'nowhere.invalid', port: 22 },
      { name: 'n7', host: labAddress(lab).nodes[6]?.host ?? '', port: 22 },
    ];
    const login = { user: 'tester', keyFile: lab.keyFile };
    const needs = needsOf(plan);
    const [hangs, unknown, asks] = await examineCluster({ address: { nodes, login }, needs, dataDirectory: directory });
    const bad = (node: NodeExamination | undefined) => troublesOf(node ? [node] : []).map(({ row }) => row)[0];
    expect(bad(hangs)).toMatchObject({ check: 'reachable', brief: 'hangs' });
    expect(bad(unknown)).toMatchObject({ check: 'reachable', brief: 'unknown name' });
    expect(bad(asks)).toMatchObject({
      check: 'root',
      brief: 'sudo asks',
      cure: expect.stringContaining("echo 'tester ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/clew"),
    });
    // What anybody may see is told all the same.
    expect(asks && states([asks], 'n7')).toMatchObject({ os: 'good', disk: 'good', login: 'good' });

    process.env.CLEW_TEST_DOCTOR = `it's "right"\nand goes on`;
    const withPassword = { nodes: nodes.slice(2), login: { ...login, passwordVariable: 'CLEW_TEST_DOCTOR' } };
    const [withLineEnd] = await examineCluster({ address: withPassword, needs, dataDirectory: directory });
    expect(bad(withLineEnd)).toMatchObject({ check: 'root', brief: 'bad password' });
    expect(JSON.stringify(withLineEnd)).not.toContain('right');
    for (const socket of held) socket.destroy();
    silent.close();
  });
});

function states(nodes: readonly NodeExamination[], name: string): Record<string, string> {
  const rows = nodes.find((node) => node.name === name)?.rows ?? [];
  return Object.fromEntries(rows.map(({ check, state }) => [check, state]));
}
