import { expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import type { Judgement } from '@/lib/protocol/entry';
import { newSummary } from '@/lib/protocol/summary';
import { LocalEvents } from '../events/events';
import { openStore } from '../store/store';
import { LiveRun } from './live-run';
import { memoryPlan, temporaryDirectory } from './puppet.fixture';

test('a verdict that was decided is the outcome of a run that a crash cut off while it was explained', async () => {
  const directory = await temporaryDirectory();
  const store = await openStore(directory.path);
  const lease = present(await store.leases.take('run', 'r', 'test'), 'a lease');
  const context = { store, lease, events: new LocalEvents() };
  const run = await LiveRun.begin(context, newSummary({ id: 'r', plan: memoryPlan('cut off'), createdAt: 1 }));
  expect(run.outcomeOfCrash('the power failed')).toEqual({ kind: 'aborted', reason: 'the power failed' });
  const judgement: Judgement = {
    findings: [{ checker: 'stats', valid: false, sentence: 'Bad.', isNoteworthy: true, anomalies: [] }],
    sentence: 'It cannot be.',
  };
  run.append({ type: 'phase', at: 2, phase: 'checking' });
  run.append({ type: 'decided', at: 3, judgement });
  await run.journal.flush();
  await expect
    .poll(() => run.summary)
    .toMatchObject({ phase: 'checking', outcome: 'invalid', sentence: 'It cannot be.' });

  const stored = present(await store.findRun('r'), 'the stored run');
  const { run: recovered } = await LiveRun.recover(context, stored, async () => undefined);
  const outcome = recovered.outcomeOfCrash('the power failed');
  expect(outcome).toEqual({ kind: 'verdict', ...judgement });
  await recovered.end(outcome);
  expect(await store.findRun('r')).toMatchObject({ phase: 'done', outcome: 'invalid', sentence: 'It cannot be.' });
  await store.close();
  await directory.remove();
});
