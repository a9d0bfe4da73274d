import { describe, expect, test } from 'vitest';
import { planSchema } from '../plan/plan';
import { needsOf, needsOfAny } from './needs';
import { type Observation, parseFacts } from './observation';
import type { CheckName, NodeExamination } from './report';
import { besideEachOther, examined } from './rows';
import { examinationTable, troubleLines } from './table';

const plan = planSchema.parse({
  name: 'examined',
  cluster: { type: 'ssh', nodes: [{ name: 'n1', host: '10.0.0.1' }] },
  system: { name: 'etcd' },
  seed: 1,
});

const healthy = `a shell that says hello
clew-facts
kernel=Linux
release=6.1.0
machine=x86_64
distribution=Debian GNU/Linux 12 (bookworm)
packages=apt-get
missing=
systemd=yes
network=boot-1 net:[1]
iptables=iptables v1.8.9 (nf_tables)
rules=
tc=/usr/sbin/tc
loop=/dev/loop0
disk./var/lib/clew=9000000 rw
disk./run/clew=100000 rw
listening=0016
running=
data=
program.etcd.path=/usr/bin/etcd
program.etcd.version=3.4.23
end=yes
`;

/** @param changes lines `name=value`; a name alone takes the fact away */
function seen(changes: readonly string[] = [], more: Partial<Observation> = {}): Observation {
  const facts = new Map(parseFacts(healthy));
  for (const change of changes) {
    const [name = '', ...value] = change.split('=');
    if (value.length === 0) facts.delete(name);
    else facts.set(name, value.join('='));
  }
  return {
    node: 'n1',
    user: 'root',
    host: '10.0.0.1',
    port: 22,
    connection: { kind: 'open', method: 'key /k', hostKey: 'ssh-ed25519 SHA256:x', isPinned: false },
    root: { isRoot: true },
    clock: { aheadMs: 3, uncertaintyMs: 1 },
    facts,
    links: [],
    ...more,
  };
}

function row(check: CheckName, observation: Observation, needs = needsOf(plan)) {
  return examined(observation, needs).rows.find((each) => each.check === check);
}

test('a node that has everything has nothing but good rows', () => {
  const node = examined(seen(), needsOf(plan));
  expect(node.rows.filter(({ state }) => state !== 'good')).toEqual([]);
  expect(troubleLines([node])).toEqual([]);
  expect(row('os', seen())?.brief).toBe('Debian 12 x86_64');
  expect(row('system', seen())?.brief).toBe('etcd 3.4.23');
});

test('facts begin at their mark, keep their lines and hold no control characters', () => {
  expect(parseFacts('nothing here')).toBeUndefined();
  const facts = parseFacts('hello=x\nclew-facts\nsaid=one\ttwo\u001b[2J\nno fact\n=none');
  expect([...(facts ?? [])]).toEqual([['said', 'one\ntwo␛[2J']]);
});

describe('a connection that fails says what to run', () => {
  const failing = (connection: Observation['connection'], more: Partial<Observation> = {}) =>
    seen([], { connection, facts: new Map(), ...more });

  test.each([
    ['ECONNREFUSED', 'systemctl enable --now ssh'],
    ['EHOSTUNREACH', 'ping -c 3 10.0.0.1'],
    ['ETIMEDOUT', 'nc -vz -w 5 10.0.0.1 22'],
    ['ENOTFOUND', 'getent hosts 10.0.0.1'],
    ['ESILENT', 'ssh -v -p 22 10.0.0.1'],
    [undefined, 'ssh -v -p 22 10.0.0.1'],
  ])('%s', (code, cure) => {
    const found = row('reachable', failing({ kind: 'address', code, message: 'failed' }));
    expect(found).toMatchObject({ state: 'bad', cure: expect.stringContaining(cure) });
    expect(row('iptables', failing({ kind: 'address', code, message: 'failed' }))?.state).toBe('skipped');
  });

  test('what is typed there is one word for the shell', () => {
    const connection = { kind: 'login', outcomes: 'key: refused' } as const;
    const observation = failing(connection, { user: "o'hara; rm -rf /", keyFile: '/my keys/id' });
    expect(row('login', observation)?.cure).toContain(
      "ssh-copy-id -i '/my keys/id' -p 22 'o'\\''hara; rm -rf /@10.0.0.1'",
    );
  });
});

describe('what a node lacks', () => {
  test.each([
    ['apt-get', 'apt-get install --yes iptables'],
    ['dnf', 'dnf install --assumeyes iptables'],
    ['apk', 'apk add iptables'],
  ])('is installed with the packages of its distribution: %s', (packages, cure) => {
    expect(row('iptables', seen(['iptables', `packages=${packages}`]))?.cure).toContain(cure);
  });

  test('keeps a run from beginning where every run needs it', () => {
    expect(row('iptables', seen(['iptables']))?.state).toBe('bad');
    expect(row('iptables', seen(['iptables.trouble=Permission denied']))?.brief).toBe('no rules');
    expect(row('tools', seen(['missing=flock setsid']))).toMatchObject({
      state: 'bad',
      cure: expect.stringContaining('install --yes util-linux'),
    });
  });

  test('is told of tc, netem and loop devices, which only some faults need', () => {
    expect(row('netem', seen(['tc']))).toMatchObject({ state: 'warn', brief: 'no tc' });
    expect(row('netem', seen(['netem.trouble=unknown qdisc']))).toMatchObject({ state: 'warn', brief: 'tc only' });
    expect(row('loop', seen(['loop']))).toMatchObject({ state: 'warn', brief: 'none' });
  });

  test('is room on a disk, with the place', () => {
    expect(row('disk', seen(['disk./var/lib/clew=0 rw']))).toMatchObject({ state: 'bad', brief: '0 bytes left' });
    expect(row('disk', seen(['disk./var/lib/clew=0 rw', 'data=/var/lib/clew/etcd']))?.state).toBe('warn');
    expect(row('disk', seen(['disk./var/lib/clew=500000 rw']))?.state).toBe('warn');
    expect(row('disk', seen(['disk./run/clew=100 rw /run']))?.detail).toMatch(/^\/run has 102 kB left/);
    expect(row('disk', seen(['disk./var/lib/clew=9000000 ro']))?.brief).toBe('read-only');
    expect(row('disk', seen(['disk./var/lib/clew=- rw /var/lib']))?.state).toBe('skipped');
  });

  test('is root, in the words of sudo', () => {
    const withSudo = (said: string, more: Partial<Observation> = {}) =>
      row('root', seen([], { user: 'deploy', root: { isRoot: false, said }, ...more }));
    expect(withSudo('sudo asks deploy for a password')).toMatchObject({
      brief: 'sudo asks',
      cure: expect.stringContaining("echo 'deploy ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/clew"),
    });
    expect(withSudo('deploy is not root and there is no sudo')?.brief).toBe('no sudo');
    expect(withSudo('sudo: sorry, you must have a tty to run sudo')?.brief).toBe('wants a tty');
    expect(withSudo('the password of CLEW_P has a line end in it', { passwordVariable: 'CLEW_P' })?.cure).toContain(
      'CLEW_P',
    );
  });
});

test('a clock is judged by how far it is off for certain', () => {
  const clock = (aheadMs: number, uncertaintyMs: number) =>
    row('clock', seen([], { clock: { aheadMs, uncertaintyMs } }));
  expect(clock(3_600_000, 5)).toMatchObject({ state: 'warn', brief: '+60 min' });
  expect(clock(-700, 100)).toMatchObject({ state: 'warn', brief: '−700 ms' });
  expect(clock(700, 300)?.state).toBe('good');
});

describe('ports', () => {
  const link = { to: 'n2', port: 2380, said: 'No route to host' };

  test('are reached where the other machine refuses, because it answers', () => {
    expect(row('ports', seen([], { links: [{ ...link, result: 'refused' }] }))?.state).toBe('good');
    expect(row('ports', seen([], { links: [{ ...link, result: 'silent' }] }))).toMatchObject({
      state: 'bad',
      brief: 'not to n2',
      cure: expect.stringContaining('2380/tcp'),
    });
    expect(row('ports', seen([], { links: [{ ...link, result: 'forbidden' }] }))?.cure).toContain('AllowTcpForwarding');
  });

  test('that are taken keep the test of a plan from beginning, and are only told of a cluster', () => {
    const taken = seen(['listening=0016 094B']);
    expect(row('ports', taken)).toMatchObject({ state: 'bad', brief: '2379 taken' });
    expect(row('ports', taken, needsOfAny())?.state).toBe('warn');
    // By what an earlier run left running, which the next stops.
    expect(row('ports', seen(['listening=094B', 'running=etcd']))?.state).toBe('warn');
  });
});

test('a program that is missing is brought by a run, unless the plan names where it lies', () => {
  const missing = seen(['program.etcd.path=', 'program.etcd.version']);
  expect(row('system', missing)).toMatchObject({ state: 'good', brief: 'not there' });
  const named = planSchema.parse({ ...plan, system: { name: 'etcd', source: { from: 'node', path: '/opt/etcd' } } });
  expect(row('system', missing, needsOf(named))).toMatchObject({
    state: 'bad',
    detail: expect.stringContaining('/opt/etcd'),
  });
});

test('a system that is to run already must be there and listen', () => {
  const running = needsOf(planSchema.parse({ ...plan, faults: [], system: { name: 'etcd', manage: false } }));
  expect(row('ports', seen(), running)).toMatchObject({ state: 'bad', brief: '2379 silent' });
  expect(row('ports', seen(['listening=094B 094C']), running)?.state).toBe('good');
  expect(row('system', seen(['program.etcd.path=', 'program.etcd.version']), running)?.state).toBe('bad');
});

test('what an earlier run left is told, and one that goes on has the node', () => {
  const leftovers = ['rules=CLEW', 'data=/var/lib/clew/etcd'];
  expect(row('left', seen(leftovers))).toMatchObject({ state: 'warn', cure: expect.stringContaining('clew heal') });
  expect(row('left', seen(['hold.run=k3v9', 'hold.owner=control', 'hold.live=yes']))).toMatchObject({
    state: 'bad',
    brief: 'held',
  });
});

test('nodes beside each other: one machine under two names, and one that is down for all', () => {
  const needs = needsOf(plan);
  const n1 = examined(seen(), needs);
  const n2: NodeExamination = { ...examined(seen(), needs), name: 'n2' };
  const [, same] = besideEachOther([n1, n2]);
  expect(same?.rows[0]).toMatchObject({ state: 'bad', brief: 'is n1' });

  const silent = { to: 'n3', port: 2380, result: 'silent', said: 'no answer' } as const;
  const up = examined(seen([], { links: [silent] }), needs);
  const down = { connection: { kind: 'address', message: 'no' }, facts: new Map(), node: 'n3' } as const;
  const [first] = besideEachOther([up, examined(seen([], down), needs)]);
  expect(first?.rows.find(({ check }) => check === 'ports')).toMatchObject({ state: 'skipped', brief: 'n3 is down' });
});

test('the table has a column a node, and below it what to run, the worst first', () => {
  const needs = needsOf(plan);
  const n1 = examined(seen(['tc']), needs);
  const n2 = examined(seen(['iptables', 'network=boot-2 net:[2]'], { node: 'n2' }), needs);
  const table = examinationTable([n1, n2]);
  expect(table[0]).toMatch(/^ +n1 +n2$/);
  expect(table.find((line) => line.startsWith('iptables'))).toMatch(/^iptables +v1\.8\.9 +none !$/);
  expect(troubleLines([n1, n2]).map((line) => line.slice(0, 14))).toEqual([
    '! n2, iptables',
    '    on the nod',
    '? n1, tc netem',
    '    on the nod',
  ]);
});
