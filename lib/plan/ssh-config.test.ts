import { expect, test } from 'vitest';
import { readSavedCluster } from './saved-cluster';
import { clusterOfSshConfig, parseSshConfig } from './ssh-config';

const config = `# mine
User deploy
Host db1 db2
  HostName %h.internal
Host db1
  Port=2222
Host "db3"
  HostName 10.0.0.3
Host db* !db3
  IdentityFile ~/.ssh/cluster
Host db3
  IdentityFile "~/.ssh/cluster"
Host odd
  User somebody
  HostName "fd00::9"
Match host db1
  Port 9
Host *
  ProxyJump bastion.example:2022
  Port 22
`;

test('a host has the first of each value, also from patterns, and none from a Match', () => {
  const hosts = parseSshConfig(config);
  expect(hosts.map(({ alias }) => alias)).toEqual(['db1', 'db2', 'db3', 'odd']);
  expect(Object.fromEntries(hosts[0]?.options ?? [])).toEqual({
    user: 'deploy',
    hostname: '%h.internal',
    port: '2222',
    identityfile: '~/.ssh/cluster',
    proxyjump: 'bastion.example:2022',
  });
});

test('hosts that are reached alike are a cluster', () => {
  const cluster = clusterOfSshConfig(config, ['db1', 'db3'], '/home/me');
  expect(cluster).toEqual({
    ok: true,
    value: {
      nodes: [
        { name: 'db1', host: 'db1.internal', port: 2222 },
        { name: 'db3', host: '10.0.0.3', port: 22 },
      ],
      user: 'deploy',
      auth: { agent: true, keyFile: '/home/me/.ssh/cluster' },
      jump: 'bastion.example:2022',
    },
  });
  expect(cluster.ok && readSavedCluster({ name: 'mine', ...cluster.value }).ok).toBe(true);
});

test('hosts that differ in more than their address are none, and neither is what is not there', () => {
  expect(clusterOfSshConfig(config, ['db1', 'odd'], '/')).toMatchObject({
    error: expect.stringContaining('identityfile'),
  });
  expect(clusterOfSshConfig(config, ['db9'], '/')).toMatchObject({ error: expect.stringContaining('no host db9') });
  expect(clusterOfSshConfig('Host *\n  User x', [], '/')).toMatchObject({ error: 'it has no host but patterns' });
});

test('what no host may be called is refused where the cluster is read', () => {
  const cluster = clusterOfSshConfig('Host evil\n  HostName "n1; rm -rf /"', [], '/');
  const read = cluster.ok ? readSavedCluster({ name: 'mine', ...cluster.value }) : undefined;
  expect(read).toMatchObject({ ok: false, error: [{ path: 'nodes.0.host' }] });
});
