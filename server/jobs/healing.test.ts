/** Machines that a killed server left behind. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Plan, planSchema } from '@/lib/plan/plan';
import { operator } from '@/lib/protocol/principal';
import { newSummary } from '@/lib/protocol/summary';
import { openStore } from '../store/store';
import type { HealCluster } from './healing';
import { memoryPlan, openNoTestbed, Puppet, temporaryDirectory } from './puppet.fixture';
import type { OpenTestbed } from './runs';
import { openWorkspace, type Workspace } from './workspace';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
const puppet = new Puppet();

beforeEach(async () => {
  directory = await temporaryDirectory();
  puppet.forget();
});

afterEach(() => directory.remove());

const planOn = (host: string): Plan =>
  planSchema.parse({
    name: `on ${host}`,
    cluster: { type: 'ssh', nodes: [{ name: 'n1', host }] },
    system: { name: 'etcd' },
    seed: 1,
  });

async function leftBehind(id: string, plan: Plan, phase: 'running' | 'queued'): Promise<void> {
  const store = await openStore(join(directory.path, 'store'));
  const lease = await store.leases.take('run', id, 'killed');
  if (!lease) throw new Error('no lease');
  await store.saveRun(lease, { ...newSummary({ id, plan, createdAt: 1, launchedBy: operator }), phase });
  await store.leases.release(lease);
  await store.close();
}

function opened(heal: HealCluster, openTestbed: OpenTestbed = openNoTestbed): Promise<Workspace> {
  return openWorkspace({
    ...{ dataDirectory: directory.path, openTestbed, execute: puppet.execute },
    ...{ heal, log: pino({ level: 'silent' }) },
  });
}

const unreachable = async () => [{ name: 'n1', trouble: 'connection refused' }];

test('are put right at the next start, and keep runs away until every node was reached', async () => {
  await leftBehind('cut', planOn('10.0.0.1'), 'running');
  await leftBehind('waiting', planOn('10.0.0.9'), 'queued');
  const asked: string[] = [];
  const over: string[] = [];
  const first = await opened(
    async ({ plan }) => {
      asked.push(plan.name);
      return unreachable();
    },
    (_plan, context) => {
      over.push(...context.over);
      return openNoTestbed();
    },
  );
  await first.healing.tryAll();
  expect(await first.runs.get('cut')).toMatchObject({ outcome: 'aborted' });
  expect(new Set(asked)).toEqual(new Set(['on 10.0.0.1']));
  const refused = first.runs.submit(planOn('10.0.0.1'), operator);
  await expect(refused).rejects.toMatchObject({
    failure: {
      message: expect.stringContaining('run cut may have left these machines cut, paused or busy: n1:'),
      cure: expect.stringContaining('clew heal cut'),
    },
  });
  // Other machines are nobody's business.
  for (const plan of [planOn('10.0.0.2'), memoryPlan('elsewhere')]) {
    await first.runs.submit(plan, operator);
    await puppet.begun(plan.name);
    puppet.finish(plan.name, { kind: 'aborted', reason: 'the test is over' });
  }
  // Each was told from whom it may take its nodes.
  expect(over).toEqual(['cut', 'cut']);
  await first.close();
  expect(JSON.parse(await readFile(join(directory.path, 'needs-healing.json'), 'utf8'))).toMatchObject([
    { run: 'cut' },
  ]);

  // After a second crash it is still known.
  let isBack = false;
  const second = await opened(async () => (isBack ? [{ name: 'n1', done: 'whole' }] : unreachable()));
  await second.healing.tryAll();
  await expect(second.runs.submit(planOn('10.0.0.1'), operator)).rejects.toThrow('connection refused');
  isBack = true;
  await second.healing.tryAll();
  await second.runs.submit(planOn('10.0.0.1'), operator);
  await puppet.begun('on 10.0.0.1');
  await second.close();
  expect(JSON.parse(await readFile(join(directory.path, 'needs-healing.json'), 'utf8'))).toEqual([]);
});
