// @vitest-environment happy-dom
/** What the page says of violations, whichever checker found them. */
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { unlimitedBudget } from '@/lib/checker/core/checked.fixture';
import { drawn } from '@/lib/checker/core/drawn-history.fixture';
import type { Finding } from '@/lib/checker/core/finding';
import type { CheckerName } from '@/lib/checker/names';
import { decideChecker, runChecker } from '@/lib/checker/registry';
import type { History } from '@/lib/history/op';
import { findModel } from '@/lib/model/registry';
import { planSchema } from '@/lib/plan/plan';
import type { Entry } from '@/lib/protocol/entry';
import { judged } from '@/lib/protocol/judged.fixture';
import { appendBatch, emptyRunState } from '@/lib/protocol/run-state';
import { newSummary, withOutcome } from '@/lib/protocol/summary';
import { outcomeSentence } from '@/lib/report/sentence';
import { violationsOf } from '@/lib/timeline/tracks/violation';
import { rendered } from '../../ui/rendered.fixture';
import { CheckList } from '../dock/check-list';
import { VerdictBanner } from './verdict-banner';

const plan = planSchema.parse({
  ...{ name: 'a set', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 },
  workload: { name: 'set' },
});

const longPlan = planSchema.parse({ ...plan, load: { ...plan.load, timeLimitSeconds: 115 }, recoverySeconds: 5 });

const lost = drawn(`
  0 0 invoke add 5
  10 0 ok add 5
  20 1 invoke read
  30 1 ok read [5]
  40 1 invoke read
  50 1 ok read []`);

const wentBack = drawn(`
  0 1 invoke write 4
  10 1 ok write 4
  20 1 invoke read
  30 1 ok read 1`).map((op) =>
  op.type === 'ok' ? { ...op, revision: { modifiedIndex: op.f === 'write' ? 7 : 5 } } : op,
);

function judgedRun(history: History, ...names: readonly CheckerName[]) {
  const findings = names.map((name) => runChecker(name, history, {}, unlimitedBudget()));
  const outcome = judged(undefined, findings);
  const entries: readonly Entry[] = [...history, { type: 'outcome', at: 1, outcome }];
  const { state } = appendBatch(emptyRunState(2), { from: 0, entries });
  const sentence = outcomeSentence(plan, history, outcome);
  const summary = newSummary({ id: 'r', plan, createdAt: 0 });
  return { outcome, state, run: withOutcome(summary, outcome, { sentence, violationTime: 50e6 }) };
}

function banner({ run, state }: ReturnType<typeof judgedRun>): string[] {
  const shown: string[] = [];
  const note = (what: string) => () => void shown.push(what);
  const [violation] = violationsOf(state);
  rendered(
    <VerdictBanner
      {...{ run, state, violation }}
      nodes={['n1', 'n2']}
      onShowWorlds={note('worlds')}
      onShowChecks={note('checks')}
      onShowViolation={note('violation')}
      onShowOperation={(operation) => shown.push(`op ${operation}`)}
    />,
  );
  return shown;
}

function list({ state, outcome }: ReturnType<typeof judgedRun>): readonly number[] {
  const selected: number[] = [];
  rendered(<CheckList state={state} judgement={outcome} isOver onSelect={(operation) => selected.push(operation)} />);
  return selected;
}

describe('a run that lost an element of its set', () => {
  const lostRun = judgedRun(lost, 'set-full', 'set', 'stats');

  test('has that for its headline, and leads to the checks', async () => {
    banner(lostRun);
    const verdict = screen.getByRole('status', { name: 'Verdict' });
    expect(within(verdict).getByRole('heading', { name: 'Element lost' })).toBeDefined();
    expect(verdict.textContent).toContain('1 element lost: 5.');
    expect(within(verdict).getByRole('button', { name: 'Show checks' })).toBeDefined();
    expect(within(verdict).queryByRole('button', { name: 'Show worlds' })).toBeNull();
  });

  test('lists every finding, each with the account of its checker', () => {
    list(lostRun);
    const checks = within(screen.getByRole('list', { name: 'Checks' })).getAllByRole('listitem');
    expect(checks.map((check) => check.textContent)).toEqual([
      expect.stringMatching(/Set, element by element.*1 element lost: 5\./),
      expect.stringMatching(/Set.*1 acknowledged element lost: 5\./),
      expect.stringMatching(/Statistics.*Only 3 operations succeeded\./),
    ]);
  });

  test('says so while it still runs, with the operation and without a word of worlds', () => {
    const { state, run } = lostRun;
    const anomaly = lostRun.outcome.findings[0]?.anomalies[0];
    if (!anomaly) throw new Error('no anomaly');
    const { outcome: _, ...running } = { ...run, phase: 'running' as const };
    const seen = { ...state, outcome: undefined, violation: { checker: 'set-full', anomaly } };
    banner({ ...lostRun, run: running, state: seen });
    const verdict = screen.getByRole('status', { name: 'Verdict' });
    expect(within(verdict).getByRole('heading', { name: /^Violation found at 0\.1 s, still running$/ })).toBeDefined();
    expect(verdict.textContent).toContain('n2 answered without 5, but');
  });
});

test('a verdict is shown as soon as it is decided, with what stands against the violating operation', () => {
  const stale = drawn(`
    0 0 invoke write 4
    10 0 ok write 4
    20 1 invoke read
    30 1 ok read 1`);
  const register = planSchema.parse({ ...plan, workload: { name: 'register' } });
  const model = findModel('cas-register', null);
  const { finding, explain } = decideChecker('linearizability', stale, { model }, unlimitedBudget());
  const runOf = (known: Finding, phase: 'checking' | 'done') => {
    const outcome = judged(undefined, [known]);
    const { kind: _, ...judgement } = outcome;
    const entries: readonly Entry[] = [...stale, { type: 'decided', at: 1, judgement }];
    const { state } = appendBatch(emptyRunState(2), { from: 0, entries });
    const sentence = outcomeSentence(register, stale, outcome);
    const summary = newSummary({ id: 'r', plan: register, createdAt: 0 });
    return { outcome, state, run: { ...withOutcome(summary, outcome, { sentence, violationTime: 30e6 }), phase } };
  };
  banner(runOf(finding, 'checking'));
  const decided = screen.getByRole('status', { name: 'Verdict' });
  expect(within(decided).getByRole('heading', { name: 'Not linearizable' })).toBeDefined();
  expect(decided.textContent).toMatch(/read 1 at 0\.0\d* s, but no order of the operations explains that/);
  expect(decided.textContent).toContain('; the explanation is being worked out');
  cleanup();
  banner(runOf(present(explain, 'an explanation')(unlimitedBudget()), 'done'));
  const explained = screen.getByRole('status', { name: 'Verdict' });
  expect(explained.textContent).toContain('every possible order has the register at 4');
  expect(explained.textContent).toMatch(/judged, in 1 ms, and explained in 1 ms/);
});

test('a run in which nothing succeeded is unknown, and is not called valid', () => {
  const { run, state, outcome } = judgedRun(drawn('0 1 invoke write 4\n10 1 info write 4'), 'set-full', 'stats');
  banner({ run, state, outcome });
  const verdict = screen.getByRole('status', { name: 'Verdict' });
  expect(within(verdict).getByRole('heading', { name: 'Unknown' })).toBeDefined();
  expect(verdict.textContent).toContain('The one operation did not succeed, so nothing is known.');
  expect(verdict.textContent).not.toContain('Valid');
});

test('a run that was stopped by hand says how far it got, and that little more is known', () => {
  const { state, outcome } = judgedRun(lost.slice(0, 4), 'set-full', 'stats');
  const ended = { how: 'stopped', testedNanos: 16.94e9, plannedNanos: 120e9 } as const;
  const stopped = { ...outcome, ended };
  const sentence = outcomeSentence(plan, lost, { ...stopped, sentence: 'One element stayed.' });
  const run = withOutcome(newSummary({ id: 'r', plan: longPlan, createdAt: 0 }), stopped, { sentence });
  banner({ run, state: { ...state, outcome: stopped }, outcome: stopped });
  const verdict = screen.getByRole('status', { name: 'Verdict' });
  expect(within(verdict).getByRole('heading', { name: 'No violation in 16.9 s of 120 s' })).toBeDefined();
  expect(verdict.textContent).toContain(
    'Valid, but weak: stopped by hand after 16.9 s of 120 s; only 2 operations succeeded. One element stayed.',
  );
});

test('a step back of a session is told beside a verdict that it does not change', () => {
  const { run, state, outcome } = judgedRun(wentBack, 'stats', 'sessions');
  expect(run.outcome).toBe('weak');
  banner({ run, state, outcome });
  const verdict = screen.getByRole('status', { name: 'Verdict' });
  expect(within(verdict).getByRole('heading', { name: 'Valid, but weak' })).toBeDefined();
  expect(verdict.textContent).toContain('Broken: read your writes once');
  expect(verdict.textContent).toContain(
    'Beside the verdict: n2 answered client 1 with 1 as of index 5, but its write of 4 had been acknowledged at index 7',
  );
});

describe('a run whose transactions are in a cycle', () => {
  const stale = drawn(`
    0 0 invoke txn [["append",3,5]]
    10 0 ok txn [["append",3,5]]
    20 1 invoke txn [["r",3,null]]
    30 1 ok txn [["r",3,[]]]`);
  const staleRun = judgedRun(stale, 'list-append');

  test('tells it in the headline, and draws it with each step leading to its transaction', async () => {
    banner(staleRun);
    expect(screen.getByRole('status', { name: 'Verdict' }).textContent).toContain(
      'op 2 read key 3 without 5, which op 0 appended; op 0 had completed 10.0 ms before op 2 began',
    );
    cleanup();
    const selected = list(staleRun);
    await userEvent.click(screen.getByText('Details'));
    const cycle = screen.getByRole('region', { name: 'Stale read (G-single-realtime)' });
    expect(within(cycle).getByRole('img').getAttribute('aria-label')).toContain('op 2 read key 3 without 5');
    await userEvent.click(within(cycle).getByRole('button', { name: /op 0 had completed/ }));
    expect(selected).toEqual([0]);
    const models = await screen.findByRole('region', { name: 'Consistency models' });
    const label = within(models).getByRole('img').getAttribute('aria-label');
    expect(label).toContain('Ruled out: strong snapshot isolation. Fallen with that: strict serializable.');
  });
});
