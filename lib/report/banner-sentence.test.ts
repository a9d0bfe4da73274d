import { expect, test } from 'vitest';
import { unlimitedBudget } from '../checker/core/checked.fixture';
import { drawn } from '../checker/core/drawn-history.fixture';
import { runChecker } from '../checker/registry';
import { casRegister } from '../model/cas-register';
import { judged } from '../protocol/judged.fixture';
import { appendBatch, emptyRunState } from '../protocol/run-state';
import { bannerSentence } from './banner-sentence';

const ops = drawn('0 0 invoke write 1\n10 0 ok write 1\n20 1 invoke read\n30 1 info read');
const finding = runChecker('linearizability', ops, { model: casRegister(null) } as never, unlimitedBudget());
const verdict = judged(undefined, [finding]);

function stateWith(outcome = verdict) {
  return appendBatch(emptyRunState(2), { from: 0, entries: [...ops, { type: 'outcome', at: 0, outcome }] }).state;
}

test('a valid run says how much was judged, and under which faults', () => {
  const run = { outcome: 'valid', sentence: 'long' } as const;
  const state = stateWith();
  expect(bannerSentence(run, state)).toMatch(/^All 2 operations.* fit one order, without a fault\.$/);
  const faults = [{ fault: 'partition', start: 1, healedAt: 2 }];
  expect(bannerSentence(run, { ...state, faults })).toMatch(/, under 1 network cut\.$/);
});

test('a weak run says why first, and how many reasons more there are', () => {
  const ended = { how: 'stopped', testedNanos: 16.9e9, plannedNanos: 120e9 } as const;
  const run = { outcome: 'weak', sentence: 'long' } as const;
  expect(bannerSentence(run, stateWith({ ...verdict, ended }))).toBe('Stopped by hand after 16.9 s of 120 s.');
  const findings = [{ ...finding, weak: ['No write succeeded.'] }];
  expect(bannerSentence(run, stateWith({ ...verdict, findings, ended }))).toBe(
    'Stopped by hand after 16.9 s of 120 s; 1 more reason below.',
  );
});

test('what is neither says what the run says, and so does one whose operations are still arriving', () => {
  expect(bannerSentence({ outcome: 'unknown', sentence: 'Undecided.' }, stateWith())).toBe('Undecided.');
  expect(bannerSentence({ outcome: 'valid', sentence: 'All is well.' }, emptyRunState(2))).toBe('All is well.');
});
