import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { check } from '@/lib/checker/linearizable/check';
import { findModel } from '@/lib/model/registry';
import { planSchema } from '@/lib/plan/plan';
import { type Entry, isOp, type RunEvent } from '@/lib/protocol/entry';
import { judgedHistory } from '../judge/judged-history.fixture';
import { judgedAtEnd } from '../runner/judged-at-end.fixture';
import { executeRun } from '../runner/run';
import type { NodeLog } from '../systems/kit/client';
import { TestbedOpener } from './open-testbed';

/** From the first step on the nodes to the verdict, with a partition that begins after a second. */
const plan = planSchema.parse({
  name: 'a short run on the embedded cluster',
  cluster: { type: 'embedded', nodes: 3 },
  system: { name: 'antietcd' },
  client: { readLevel: 'stale' },
  load: { concurrency: 3, delaySeconds: 0.05, timeLimitSeconds: 4 },
  faults: [{ name: 'partition-random-halves', restSeconds: 1, durationSeconds: 2 }],
  recoverySeconds: 0,
  seed: 7,
});

test('a whole run on the embedded cluster, from set-up to verdict', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'clew-embedded-run-'));
  const opener = new TestbedOpener();
  const entries: Entry[] = [];
  const logs: NodeLog[] = [];
  const testbed = await opener.open(plan, { runId: 'embedded', dataDirectory: directory });
  const outcome = await executeRun({
    plan,
    testbed,
    append: (entry) => entries.push(entry),
    judge: judgedAtEnd(async (collected) => {
      const history = entries.filter(isOp);
      const limits = { timeLimitMs: 30_000, memoryLimitMb: 512 };
      const model = present(findModel('cas-register', null), 'the model');
      const verdict = await check(history, model, limits, { now: () => performance.now() });
      return judgedHistory(plan, history, collected, verdict);
    }),
    saveLogs: async (saved) => void logs.push(...saved),
    stop: new AbortController().signal,
  });
  await rm(directory, { recursive: true });

  const events = entries.filter((entry): entry is RunEvent => !isOp(entry));
  const history = entries.filter(isOp);
  expect(outcome).toMatchObject({ kind: 'verdict' });
  expect(events.find((event) => event.type === 'version')).toMatchObject({ version: '1.3.1' });
  expect(history.filter(({ type, process }) => type === 'ok' && process !== 'nemesis').length).toBeGreaterThan(0);
  const faults = history.filter(({ process }) => process === 'nemesis').map(({ f }) => f);
  expect(faults.slice(0, 4)).toEqual(['start', 'start', 'stop', 'stop']);
  expect(logs.map(({ node, file }) => `${node} ${file}`).sort()).toEqual(
    ['n1', 'n2', 'n3'].map((node) => `${node} antietcd.log`),
  );
  for (const { text } of logs) expect(text).toContain('Raft n');
  expect(events.filter((event) => event.type === 'step' && event.state === 'failed')).toEqual([]);
});
