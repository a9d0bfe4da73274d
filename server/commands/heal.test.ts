import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import { operator } from '@/lib/protocol/principal';
import { newSummary } from '@/lib/protocol/summary';
import { temporaryDirectory } from '../jobs/puppet.fixture';
import { openStore } from '../store/store';
import { ArgumentError } from './argument-error';
import { healCommand } from './heal';
import { paper } from './served.fixture';
import { exitCodes } from './terminal';

test('machines that cannot be reached are named, and stay listed', async () => {
  const directory = await temporaryDirectory();
  const store = await openStore(join(directory.path, 'store'));
  const plan = planSchema.parse({
    name: 'left behind',
    // Nobody listens there.
    cluster: { type: 'ssh', nodes: [{ name: 'n1', host: '127.0.0.1', port: 9 }], auth: { agent: true } },
    system: { name: 'etcd' },
    seed: 1,
  });
  const lease = await store.leases.take('run', 'left', 'killed');
  if (!lease) throw new Error('no lease');
  await store.saveRun(lease, {
    ...newSummary({ id: 'left', plan, createdAt: 1, launchedBy: operator }),
    phase: 'running',
  });
  await store.leases.release(lease);
  await store.close();
  const { out, terminal } = paper();
  const settings = { data: directory.path, json: false };
  expect(await healCommand('left', settings, terminal)).toBe(exitCodes.failed);
  expect(out).toEqual([expect.stringMatching(/^n1: needs healing still: .*n1/)]);
  const listed = JSON.parse(await readFile(join(directory.path, 'needs-healing.json'), 'utf8'));
  expect(listed).toMatchObject([{ run: 'left' }]);
  await expect(healCommand('nobody', settings, terminal)).rejects.toThrow(ArgumentError);
  await directory.remove();
});
