import { expect, test } from 'vitest';
import { planSchema } from '@/lib/plan/plan';
import { newSummary } from '@/lib/protocol/summary';
import { drawableText, shortened } from './preview-letters';
import { experimentHeadline, previewWords, runHeadline, shareMetadata } from './preview-words';

const plan = planSchema.parse({ name: 'shared', cluster: { type: 'lab' }, system: { name: 'etcd' }, seed: 1 });
const run = { ...newSummary({ id: 'r1', plan, createdAt: 0 }), systemVersion: '3.4.23' };

test('the verdict comes first, then what was tested, then why', () => {
  const invalid = {
    ...run,
    phase: 'done',
    outcome: 'invalid',
    headline: 'Not linearizable',
    violationTime: 7,
    sentence: 'n1 answered 1.',
  } as const;
  expect(shareMetadata('http://127.0.0.1:3000', runHeadline(invalid), 'Shared run')).toMatchObject({
    title: 'Not linearizable: etcd 3.4.23',
    description: expect.stringMatching(/ reads · partition .*\. n1 answered 1\.$/),
    openGraph: { title: 'Not linearizable: etcd 3.4.23' },
    robots: { index: false },
  });
  const { headline: _, violationTime: __, ...failed } = invalid;
  expect(previewWords(failed).verdict).toBe('A check failed');
});

test('a verdict that proves little is told as one, with the reason', () => {
  const sentence = 'Valid, but weak: stopped by hand after 16.9 s of 120 s. All 40 operations fit one order.';
  const stopped = { ...run, phase: 'done', outcome: 'weak', ended: 'stopped', testedNanos: 16.9e9, sentence } as const;
  const { title, description } = runHeadline(stopped);
  expect(title).toBe('No violation in 16.9 s of 40 s: etcd 3.4.23');
  expect(description).toMatch(
    /\. Valid, but weak: stopped by hand after 16\.9 s of 120 s\. All 40 operations fit one order\.$/,
  );
});

test('what nobody could decide is told as undecided, and not as valid', () => {
  const undecided = { ...run, phase: 'done', outcome: 'unknown', sentence: 'Undecided: the check stopped.' } as const;
  expect(previewWords(undecided)).toMatchObject({ verdict: 'Unknown', sentence: 'Undecided: the check stopped.' });
});

test('a run that goes on is told by its phase, and by the violation that was seen', () => {
  expect(previewWords({ ...run, phase: 'running' }).verdict).toBe('Running');
  expect(previewWords({ ...run, phase: 'running', violationTime: 7 }).verdict).toBe('Running, violation found');
});

test('of an experiment the size comes first, then how far it is, then what was violated', () => {
  const slot = (outcome?: 'valid' | 'invalid') => ({
    seed: 1,
    expectedSeconds: 1,
    ...(outcome ? { run: { id: 'r', phase: 'done', createdAt: 0, operations: 1, outcome } as const } : {}),
  });
  const experiment = {
    ...{ id: 'e', name: 'three reads', seed: 1, repeats: 1, createdAt: 0, state: 'going-on' as const },
    axes: [{ name: 'reads', values: ['local', 'quorum', 'leader'] }],
    combinations: [
      { places: [0], slots: [slot('invalid')] },
      { places: [1], slots: [slot('valid')] },
      { places: [2], slots: [slot()] },
    ],
  };
  expect(experimentHeadline(experiment)).toEqual({
    title: 'three reads',
    description: '3 reads. 2 of 3 runs over: 1 invalid, 1 valid. Violated: local',
  });
});

test('a link that shows nothing tells nothing', () => {
  expect(shareMetadata('http://127.0.0.1:3000', undefined, 'Shared run')).toEqual({
    title: 'Shared run',
    robots: { index: false },
    referrer: 'no-referrer',
    openGraph: { images: [] },
    twitter: { images: [] },
  });
});

test('letters that the face of the preview lacks are replaced, so that no font is fetched', () => {
  expect(drawableText('r 1 → 4 · “Größe” — Тест')).toBe('r 1 → 4 · “Größe” — Тест');
  expect(drawableText('線 🎉 © ✗\n')).toBe('? ? ? ? ');
});

test('a sentence that is too long ends between words', () => {
  expect(shortened('one two three', 20)).toBe('one two three');
  expect(shortened('one two, three', 10)).toBe('one two…');
  expect(shortened('x'.repeat(30), 10)).toBe(`${'x'.repeat(9)}…`);
});
