import { expect, test } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import { isOp } from '@/lib/protocol/entry';
import { memoryTestbed } from '../systems/memory/testbed';
import { openLibrary } from './library';
import { temporaryDirectory } from './puppet.fixture';

test('a run of the real runner on a system with stale reads is judged, kept and explained', {
  timeout: 120_000,
}, async () => {
  const directory = await temporaryDirectory();
  const library = await openLibrary({
    dataDirectory: directory.path,
    openTestbed: async (plan) => memoryTestbed(plan),
  });
  const plan = planSchema.parse({
    name: 'stale',
    cluster: { type: 'memory' },
    system: { name: 'memory', bugs: { staleRead: 0.5 } },
    load: { delaySeconds: 0.01, timeLimitSeconds: 1 },
    nemesis: { name: 'none' },
    recoverySeconds: 0,
    seed: 7,
  });
  const { id } = await library.runs.submit(plan);
  await expect.poll(async () => (await library.runs.get(id))?.phase, { timeout: 60_000 }).toBe('done');
  const run = await library.runs.get(id);
  expect(run).toMatchObject({ outcome: 'invalid', sentence: expect.stringContaining('every possible order') });
  const verdict = await library.runs.verdict(id);
  if (verdict?.valid !== false) throw new Error('the verdict is not kept');
  const ops = [];
  for await (const page of library.runs.pages(id)) ops.push(...page.filter(isOp));
  expect(ops.map((op) => op.index)).toEqual(ops.map((_, place) => place));
  expect(ops[verdict.failure.completion]?.time).toBe(run?.violationTime);
  await library.close();
  await directory.remove();
});
