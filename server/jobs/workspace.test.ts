import { expect, test } from 'vitest';
import { type WorkloadName, workloadNames } from '@/lib/catalog/workloads/registry';
import { isClientOp } from '@/lib/history/op';
import { planSchema } from '@/lib/plan/plan';
import { type Entry, isOp } from '@/lib/protocol/entry';
import { anomaliesOf, verdictIn } from '@/lib/protocol/judgement';
import { operator } from '@/lib/protocol/principal';
import { appendBatch, emptyRunState } from '@/lib/protocol/run-state';
import { violationsOf } from '@/lib/timeline/tracks/violation';
import { memoryTestbed } from '../testbed/memory/testbed';
import { temporaryDirectory } from './puppet.fixture';
import { openWorkspace } from './workspace';

test('a run of the real runner on a system with stale reads is judged, kept and explained', async () => {
  const directory = await temporaryDirectory();
  const workspace = await openWorkspace({
    dataDirectory: directory.path,
    openTestbed: async (plan) => memoryTestbed(plan),
  });
  const plan = planSchema.parse({
    name: 'stale',
    cluster: { type: 'memory' },
    system: { name: 'memory', bugs: { staleRead: 0.5 } },
    load: { delaySeconds: 0.01, timeLimitSeconds: 1 },
    faults: [],
    recoverySeconds: 0,
    seed: 7,
  });
  const { id } = await workspace.runs.submit(plan, operator);
  await expect.poll(async () => (await workspace.runs.get(id))?.phase).toBe('done');
  const run = await workspace.runs.get(id);
  expect(run).toMatchObject({ outcome: 'invalid', sentence: expect.stringContaining('every possible order') });
  const entries: Entry[] = [];
  for await (const page of workspace.runs.records.pages(id)) entries.push(...page);
  const ops = entries.filter(isOp);
  const outcome = entries.flatMap((entry) => (!isOp(entry) && entry.type === 'outcome' ? [entry.outcome] : []))[0];
  const verdict = outcome?.kind === 'verdict' ? verdictIn(outcome) : undefined;
  if (verdict?.valid !== false) throw new Error('the verdict is not kept');
  expect(ops.map((op) => op.index)).toEqual(ops.map((_, place) => place));
  expect(ops[verdict.counterexample.completion]?.time).toBe(run?.violationTime);
  await workspace.close();
  await directory.remove();
});

test('a lost element of a set is pointed at, and is the headline of the run', async () => {
  const directory = await temporaryDirectory();
  const workspace = await openWorkspace({
    dataDirectory: directory.path,
    openTestbed: async (plan) => memoryTestbed(plan),
  });
  const plan = planSchema.parse({
    name: 'lost',
    cluster: { type: 'memory' },
    system: { name: 'memory', bugs: { lostWrite: 0.5 } },
    client: { readLevel: 'quorum', timeoutMs: 2000 },
    workload: { name: 'set' },
    load: { delaySeconds: 0.01, timeLimitSeconds: 1 },
    faults: [],
    recoverySeconds: 0,
    seed: 7,
  });
  const { id } = await workspace.runs.submit(plan, operator);
  await expect.poll(async () => (await workspace.runs.get(id))?.phase).toBe('done');
  const run = await workspace.runs.get(id);
  expect(run).toMatchObject({ outcome: 'invalid', headline: 'Element lost' });
  const entries: Entry[] = [];
  for await (const page of workspace.runs.records.pages(id)) entries.push(...page);
  const ops = entries.filter(isOp);
  const state = appendBatch(emptyRunState(plan.load.concurrency), { from: 0, entries }).state;
  const [violation] = violationsOf(state);
  expect(violation?.time).toBe(run?.violationTime);
  const read = ops.find(({ type, time }) => type === 'ok' && time === violation?.time);
  const [anomaly] = anomaliesOf(state);
  const evidence = anomaly?.evidence.type === 'elements' ? anomaly.evidence : undefined;
  expect(read?.f).toBe('read');
  expect(read?.value).not.toContain(evidence?.elements.shown[0]);
  expect(ops[anomaly?.operations[1] ?? -1]).toMatchObject({ f: 'add', value: evidence?.elements.shown[0] });
  await workspace.close();
  await directory.remove();
});

/** Two values, so that every second cas finds the one that it expects. */
function smallest(name: WorkloadName): object {
  if (name === 'registers') return { values: 2, clientsPerKey: 2, opsPerKey: 20 };
  return name === 'register' ? { values: 2 } : {};
}

test('every workload on a system that keeps its promises is valid under pauses and kills, and measured', {
  timeout: 180_000,
}, async () => {
  const directory = await temporaryDirectory();
  const workspace = await openWorkspace({
    dataDirectory: directory.path,
    openTestbed: async (plan) => memoryTestbed(plan),
  });
  const plans = workloadNames.flatMap((name) =>
    (['pause', 'kill'] as const).map((fault) =>
      planSchema.parse({
        name: `${name} under ${fault}`,
        cluster: { type: 'memory' },
        system: { name: 'memory' },
        client: { readLevel: 'quorum', timeoutMs: 2000 },
        workload: { name, ...smallest(name) },
        // Long enough that each function succeeds on a busy machine; a lock dies with the first acquire of which nothing is known.
        load: { concurrency: 5, delaySeconds: 0.01, timeLimitSeconds: name === 'mutex' ? 3 : 6 },
        faults: [{ name: fault, targets: 'leader', restSeconds: 0.3, durationSeconds: 0.5 }],
        recoverySeconds: 1,
        seed: 7,
      }),
    ),
  );
  const submitted = await Promise.all(plans.map((plan) => workspace.runs.submit(plan, operator)));
  for (const { id, plan } of submitted) {
    await expect.poll(async () => (await workspace.runs.get(id))?.phase, { timeout: 120_000 }).toBe('done');
    const run = await workspace.runs.get(id);
    // A lock that is lost with its client serves little from then on.
    expect(['valid', 'weak'], `${plan.name}: ${run?.sentence}`).toContain(run?.outcome);
    expect(run?.measures?.underFaults?.updates.invoked, plan.name).toBeGreaterThan(0);
    const entries: Entry[] = [];
    for await (const page of workspace.runs.records.pages(id)) entries.push(...page);
    const succeeded = entries.filter((entry) => isOp(entry) && isClientOp(entry) && entry.type === 'ok');
    expect(succeeded, plan.name).toHaveLength(run?.measures?.ok ?? 0);
    const outcome = entries.flatMap((entry) => (!isOp(entry) && entry.type === 'outcome' ? [entry.outcome] : []))[0];
    const checks = outcome?.kind === 'verdict' ? outcome.findings : [];
    expect(
      checks.filter(({ valid, isMoot }) => valid !== true && !isMoot).map(({ checker }) => checker),
      plan.name,
    ).toEqual([]);
  }
  await workspace.close();
  await directory.remove();
});
