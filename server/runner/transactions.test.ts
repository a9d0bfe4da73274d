/** Workloads of transactions in whole runs on the in-memory system, which takes one after another. */
import { expect, it } from 'vitest';
import { unlimitedBudget } from '@/lib/checker/core/checked.fixture';
import { runChecker } from '@/lib/checker/registry';
import { workloadOf, workloadOptions } from '@/lib/plan/workload';
import { memoryPlan, watch } from './watched-run.fixture';

async function judged(name: 'list-append' | 'rw-register' | 'bank' | 'long-fork', bugs: Record<string, number> = {}) {
  const load = { concurrency: 5, delaySeconds: 0.002, timeLimitSeconds: 1 };
  const plan = memoryPlan({ workload: { name }, bugs, load });
  const { history } = await watch(plan);
  return runChecker(name, history, workloadOf(plan).terms?.(workloadOptions(plan)) ?? {}, unlimitedBudget());
}

it('keep their promise', async () => {
  const names = ['list-append', 'rw-register', 'bank', 'long-fork'] as const;
  const found = await Promise.all(names.map((name) => judged(name)));
  expect(found.map(({ checker, valid, sentence }) => [checker, valid, sentence])).toEqual(
    names.map((name) => [name, true, expect.anything()]),
  );
});

it('show reads that are stale', async () => {
  const names = ['list-append', 'rw-register'] as const;
  const found = await Promise.all(names.map((name) => judged(name, { staleRead: 0.5 })));
  expect(found.map(({ valid, anomalies }) => [valid, anomalies.length > 0])).toEqual(names.map(() => [false, true]));
});
