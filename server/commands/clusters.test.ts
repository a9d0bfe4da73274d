import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ArgumentError } from './argument-error';
import { clusterNamed } from './cluster-source';
import { addCluster, listClusters, removeCluster } from './clusters';
import { doctorCommand } from './doctor';
import { planFrom } from './documents';
import { paper, type Served, servedInMemory } from './served.fixture';
import { exitCodes } from './terminal';

let server: Served;
beforeAll(async () => {
  server = await servedInMemory();
  await writeFile(
    join(server.path, 'config'),
    'Host db1\n  HostName 127.0.0.1\n  Port 9\nHost db2\n  HostName ::1\n  Port 9\nHost *\n  User deploy\n  IdentitiesOnly yes\n',
  );
});
afterAll(() => server.end());

const settings = (more: object = {}) => ({ data: server.path, json: false, replace: false, set: [], ...more });

test('hosts of an ssh config are kept under a name, listed, named by a plan, and removed', async () => {
  const { out, err, terminal } = paper();
  const config = join(server.path, 'config');
  await listClusters(settings(), terminal);
  expect(err.at(-1)).toContain('no clusters are kept');
  const add = (more: object) => addCluster(config, settings({ name: 'mine', ...more }), terminal);
  expect(await add({ hosts: ['db1'] })).toBe(exitCodes.valid);
  await expect(add({})).rejects.toThrow('there is a cluster mine already');
  expect(await add({ replace: true })).toBe(exitCodes.valid);
  await listClusters(settings(), terminal);
  expect(out.slice(-3)).toEqual(['mine  2 nodes as deploy', '    db1 127.0.0.1:9', '    db2 [::1]:9']);

  const plan = await planFrom('etcd-register', ['cluster=mine'], settings());
  expect(plan.cluster).toMatchObject({ type: 'ssh', user: 'deploy', nodes: [{ host: '127.0.0.1' }, { host: '::1' }] });
  await expect(planFrom('etcd-register', ['cluster=yours'], settings())).rejects.toThrow(
    /no cluster is kept as yours .*mine/,
  );

  const examined = paper();
  expect(await doctorCommand('mine', settings(), examined.terminal)).toBe(exitCodes.invalid);
  expect(examined.out.join('\n')).toMatch(/! db1, Reachable: 127\.0\.0\.1:9/);

  expect(await removeCluster('mine', settings(), terminal)).toBe(exitCodes.valid);
  await expect(removeCluster('mine', settings(), terminal)).rejects.toThrow(ArgumentError);
});

test('a file of machines is examined as it is; what is wrong with it is named', async () => {
  const file = join(server.path, 'staging.json');
  await writeFile(file, JSON.stringify({ nodes: [{ name: 'n1', host: '127.0.0.1', port: 9 }] }));
  const { out, terminal } = paper();
  expect(await doctorCommand(file, settings({ json: true }), terminal)).toBe(exitCodes.invalid);
  expect(JSON.parse(out[0] ?? '')).toMatchObject({ nodes: [{ name: 'n1' }] });
  await writeFile(file, JSON.stringify({ nodes: [{ name: 'n1', host: 'n1; rm -rf /' }] }));
  await expect(doctorCommand(file, settings(), terminal)).rejects.toThrow('nodes.0.host: must be a host name');
  await expect(doctorCommand(join(server.path, 'config'), settings({ hosts: ['db9'] }), terminal)).rejects.toThrow(
    'db9',
  );
  await expect(clusterNamed('nobody', server.path)).rejects.toThrow(ArgumentError);
});
