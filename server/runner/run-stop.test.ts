import { describe, expect, it } from 'vitest';
import { unmarked } from '@/lib/history/nemesis-value';
import { isOp } from '@/lib/protocol/entry';
import { ClewError } from '../base/failure';
import {
  briefPlan,
  doneSteps,
  expectLawful,
  judge,
  memoryPlan,
  messagesOf,
  partitions,
  phasesOf,
  validity,
  watch,
} from './watched-run.fixture';

describe('a run that is stopped', () => {
  it('heals, tears down and judges what there is', async () => {
    const plan = memoryPlan({ faults: partitions, load: { delaySeconds: 0.01, timeLimitSeconds: 3600 } });
    const run = await watch(plan, {
      onEntry(entry, stop) {
        if (isOp(entry) && entry.process === 'nemesis' && unmarked(entry.value) !== null) stop();
      },
    });
    expect(validity(run)).toBe(true);
    expectLawful(run.history);
    expect(doneSteps(run)).toEqual(
      expect.arrayContaining(['Heal the network', 'Close the clients', 'Collect the logs', 'Tear down the cluster']),
    );
    expect(messagesOf(run)).toContain('Stopped early: what there is will be checked');
    expect(run.history.filter(({ process }) => process === 'nemesis').at(-1)).toMatchObject({
      f: 'stop',
      value: { ends: 1, state: 'fully connected' },
    });
  });

  it('is aborted without a verdict when it had not begun', async () => {
    const run = await watch(memoryPlan(), {
      onEntry(entry, stop) {
        if (!isOp(entry) && entry.type === 'phase' && entry.phase === 'set-up') stop();
      },
    });
    expect(run.outcome).toEqual({ kind: 'aborted', reason: 'stopped during set-up' });
    expect(phasesOf(run)).toEqual(['set-up', 'tear-down', 'done']);
  });

  it('lets the checker finish when the stop came before it', async () => {
    const heard: boolean[] = [];
    await watch(memoryPlan(), {
      onEntry(entry, stop) {
        if (isOp(entry) && entry.index === 10) stop();
      },
      check(history, _onProgress, signal) {
        heard.push(signal.aborted);
        return judge(history);
      },
    });
    expect(heard).toEqual([false]);
  });

  it('stops the checker when the stop comes while it works', async () => {
    const heard: boolean[] = [];
    await watch(briefPlan(), {
      onEntry(entry, stop) {
        if (!isOp(entry) && entry.type === 'step' && entry.title === 'Check the history') stop();
      },
      check(history, _onProgress, signal) {
        heard.push(signal.aborted);
        return judge(history);
      },
    });
    expect(heard).toEqual([true]);
  });
});

describe('a run whose nodes are not its own any more', () => {
  const undone = new ClewError({ message: 'n1: its switch undid every fault' });
  const outcome = { kind: 'error', failure: undone.failure };

  it('ends at once as an error, and is torn down', async () => {
    const lost = new AbortController();
    const plan = memoryPlan({ faults: partitions, load: { delaySeconds: 0.01, timeLimitSeconds: 3600 } });
    const run = await watch(plan, {
      testbed: { lost: lost.signal },
      onEntry(entry) {
        if (isOp(entry) && entry.process === 'nemesis' && unmarked(entry.value) !== null) lost.abort(undone);
      },
    });
    expect(run.outcome).toEqual(outcome);
    expect(phasesOf(run)).toEqual(['set-up', 'running', 'tear-down', 'done']);
    expect(doneSteps(run)).toContain('Tear down the cluster');
  });

  it('ends as an error, too, where that is found out only when the test is over', async () => {
    const run = await watch(briefPlan(), { testbed: { confirm: () => Promise.reject(undone) } });
    expect(run.outcome).toEqual(outcome);
  });
});
