import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryDirectory } from '../jobs/puppet.fixture';
import { ArgumentError } from './argument-error';
import { doctorCommand } from './doctor';
import { paper } from './served.fixture';
import { exitCodes } from './terminal';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeAll(async () => {
  directory = await temporaryDirectory();
});
afterAll(() => directory.remove());

const settings = () => ({ data: directory.path, set: [], json: false });

async function planFile(host: string): Promise<string> {
  const file = join(directory.path, 'plan.json');
  const cluster = { type: 'ssh', nodes: [{ name: 'n1', host, port: 9 }], auth: { agent: true } };
  await writeFile(file, JSON.stringify({ version: 2, name: 'mine', cluster, system: { name: 'etcd' } }));
  return file;
}

test('a machine that cannot be reached is told with what to run, and the exit code says so', async () => {
  const { out, terminal } = paper();
  // Nobody listens there.
  expect(await doctorCommand(await planFile('127.0.0.1'), settings(), terminal)).toBe(exitCodes.invalid);
  expect(out[1]).toMatch(/^Reachable +refused !$/);
  expect(out.join('\n')).toMatch(/! n1, Reachable: 127\.0\.0\.1:9: .*ECONNREFUSED.*\n.*systemctl enable --now ssh/);
  expect(out.at(-1)).toBe('no run can begin on n1');
});

test('as JSON it is one line for a script', async () => {
  const { out, terminal } = paper();
  await doctorCommand(await planFile('127.0.0.1'), { ...settings(), json: true }, terminal);
  expect(out).toHaveLength(1);
  expect(JSON.parse(out[0] ?? '')).toMatchObject({
    isUsable: false,
    nodes: [
      {
        name: 'n1',
        address: 'root@127.0.0.1:9',
        rows: expect.arrayContaining([expect.objectContaining({ check: 'reachable', state: 'bad' })]),
      },
    ],
  });
});

test('a preset that needs no machine is usable at once', async () => {
  const { out, terminal } = paper();
  expect(await doctorCommand('memory-stale-read', settings(), terminal)).toBe(exitCodes.valid);
  expect(out.at(-1)).toMatch(/^a run can begin on n1, n2/);
});

test.each(['n1; rm -rf /', '-oProxyCommand=touch /tmp/x', '$(reboot)'])('%s is no host', async (host) => {
  const refused = doctorCommand(await planFile(host), settings(), paper().terminal);
  await expect(refused).rejects.toThrow(ArgumentError);
  await expect(refused).rejects.toThrow('cluster.nodes.0.host: must be a host name or an address');
});
