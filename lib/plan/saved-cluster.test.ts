import { expect, test } from 'vitest';
import { formatHosts, parseHosts } from './hosts';
import { parseJumps } from './machine-words';
import { resolvePlan } from './resolve';
import { readSavedCluster, savedNameIn, withMachines } from './saved-cluster';

const staging = { name: 'staging', nodes: [{ name: 'n1', host: 'fd00::1' }], jump: 'ops@[fd00::9]:2222,inner' };

test('a plan that names a cluster has its machines, and so has that of an experiment', () => {
  const saved = readSavedCluster(staging);
  if (!saved.ok) throw new Error(JSON.stringify(saved.error));
  const plan = { name: 'mine', cluster: 'staging', system: { name: 'etcd' } };
  expect(savedNameIn(plan)).toBe('staging');
  expect(savedNameIn({ plan })).toBe('staging');
  expect(savedNameIn({ plan: { cluster: { type: 'lab' } } })).toBeUndefined();
  const filled = resolvePlan(withMachines(plan, saved.value), 1);
  expect(filled).toMatchObject({
    ok: true,
    value: { cluster: { type: 'ssh', user: 'root', nodes: [{ name: 'n1', host: 'fd00::1', port: 22 }] } },
  });
  expect(filled.ok && 'name' in filled.value.cluster).toBe(false);
});

test.each([
  [{ ...staging, name: 'Staging!' }, 'name'],
  [{ ...staging, nodes: [{ name: 'n1', host: 'n1; rm -rf /' }] }, 'nodes.0.host'],
  [{ ...staging, nodes: [{ name: 'n1', host: 'a', address: '$(reboot)' }] }, 'nodes.0.address'],
  [{ ...staging, nodes: [{ name: 'n1', host: 'a\nb' }] }, 'nodes.0.host'],
  [{ ...staging, user: '-oProxyCommand=x' }, 'user'],
  [{ ...staging, auth: { passwordVariable: 'HOME' } }, 'auth.passwordVariable'],
  [{ ...staging, jump: 'a b' }, 'jump'],
  [{ ...staging, jump: 'a,b,c,d,e' }, 'jump'],
])('%o is no cluster', (input, path) => {
  expect(readSavedCluster(input)).toMatchObject({ ok: false, error: [expect.objectContaining({ path })] });
});

test('jump hosts are read as ssh -J takes them', () => {
  expect(parseJumps('ops@bastion:2222, inner,[::1]')).toEqual([
    { user: 'ops', host: 'bastion', port: 2222 },
    { host: 'inner', port: 22 },
    { host: '::1', port: 22 },
  ]);
  expect(parseJumps('bastion:99999')).toBeUndefined();
  expect(parseJumps('')).toBeUndefined();
});

test('machines behind one address are typed with the address among themselves', () => {
  const typed = 'n1 gate.example:2201 10.5.0.11\nn2 gate.example:2202 10.5.0.12';
  const hosts = parseHosts(typed);
  expect(hosts[1]).toEqual({ name: 'n2', host: 'gate.example', port: 2202, address: '10.5.0.12' });
  expect(formatHosts(hosts)).toBe(typed);
});
