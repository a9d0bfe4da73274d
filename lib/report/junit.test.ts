// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { present } from '../base/assert';
import type { Finding } from '../checker/core/finding';
import type { ExperimentSummary } from '../protocol/experiment';
import { judged } from '../protocol/judged.fixture';
import { experimentJunit, runJunit } from './junit';

const finding = (checker: string, rest: Partial<Finding> = {}): Finding => ({
  ...{ checker, valid: true, sentence: `All is well with ${checker}.`, isNoteworthy: false, anomalies: [] },
  ...rest,
});

function parsed(text: string): Document {
  const document = new DOMParser().parseFromString(text, 'application/xml');
  expect(document.querySelector('parsererror')).toBeNull();
  return document;
}

function suiteOf(findings: readonly Finding[], isStrict = false) {
  const run = { id: 'k3v9x2m4qp', name: 'etcd', seed: 7, outcome: judged(undefined, findings) };
  return parsed(runJunit(run, isStrict));
}

/** `Sets: failure invalid` */
const cases = (document: Document) =>
  [...document.querySelectorAll('testcase')].map((one) => {
    const child = one.firstElementChild;
    const told = child ? ` ${[child.tagName.toLowerCase(), child.getAttribute('type')].filter(Boolean).join(' ')}` : '';
    return `${one.getAttribute('name')}:${told}`;
  });

const counts = (document: Document) => {
  const suite = present(document.querySelector('testsuite'), 'the suite');
  return ['tests', 'failures', 'errors', 'skipped'].map((name) => Number(suite.getAttribute(name)));
};

test('each checker is a case: a broken promise fails, what is not known is an error, what was not asked is left out', () => {
  const document = suiteOf([
    finding('set', { valid: false, sentence: '1 acknowledged element lost: 4.' }),
    finding('stats', { isNoteworthy: true }),
    finding('counter', { valid: 'unknown', sentence: 'The time was up.' }),
    finding('total-queue', { valid: 'unknown', isMoot: true }),
  ]);
  expect(cases(document)).toEqual([
    expect.stringMatching(/: failure invalid$/),
    expect.stringMatching(/: system-out$/),
    expect.stringMatching(/: error unknown$/),
    expect.stringMatching(/: skipped$/),
  ]);
  expect(counts(document)).toEqual([4, 1, 1, 1]);
  expect(document.querySelector('failure')?.getAttribute('message')).toBe('1 acknowledged element lost: 4.');
});

test('what an advisory checker says fails no build', () => {
  const document = suiteOf([finding('set'), finding('sessions', { valid: 'unknown', isNoteworthy: true })]);
  expect(counts(document)).toEqual([2, 0, 0, 0]);
});

test('weak passes, and does not where that was asked for', () => {
  const findings = [finding('set', { weak: ['No write succeeded.'] })];
  expect(counts(suiteOf(findings))).toEqual([1, 0, 0, 0]);
  const strict = suiteOf(findings, true);
  expect(counts(strict)).toEqual([2, 0, 1, 0]);
  expect(strict.querySelector('error')?.getAttribute('message')).toBe('No write succeeded.');
});

test('a test that failed itself accuses no database', () => {
  const head = { id: 'r', name: 'etcd', seed: 7 };
  const failure = { message: 'n3 cannot be reached' };
  for (const outcome of [undefined, { kind: 'error', failure }, { kind: 'aborted', reason: 'killed' }] as const) {
    const document = parsed(runJunit({ ...head, outcome }, false));
    expect(counts(document)).toEqual([1, 0, 1, 0]);
  }
});

test('where nothing was judged nothing has passed', () => {
  expect(counts(suiteOf([]))).toEqual([1, 0, 1, 0]);
  expect(counts(suiteOf([finding('total-queue', { valid: 'unknown', isMoot: true })]))).toEqual([2, 0, 1, 1]);
});

test('names and sentences are text, whatever they hold', () => {
  const sentence = 'a "quoted" <b>&amp;</b> \u0000 ]]> line\nanother';
  const document = suiteOf([
    finding('set', { valid: false, sentence }),
    finding('stats', { sentence, isNoteworthy: true }),
  ]);
  const plain = sentence.replace('\u0000', '\ufffd');
  expect(document.querySelector('failure')?.getAttribute('message')).toBe(plain);
  expect(document.querySelector('system-out')?.textContent).toBe(plain);
});

test('each run of an experiment is a case, also those that were not begun', () => {
  const run = (id: string, outcome: 'valid' | 'invalid' | 'aborted') => ({
    ...{ id, phase: 'done', outcome, sentence: `It is ${outcome}.`, operations: 1, createdAt: 0, startedAt: 1000 },
    endedAt: 3500,
  });
  const summary = {
    ...{ id: 'x', name: 'reads', state: 'stopped', repeats: 2, axes: [{ name: 'reads', values: ['local', 'quorum'] }] },
    combinations: [
      {
        places: [0],
        slots: [
          { seed: 1, run: run('a', 'invalid') },
          { seed: 2, run: run('b', 'valid') },
        ],
      },
      { places: [1], slots: [{ seed: 1, run: run('c', 'aborted') }, { seed: 2 }] },
    ],
  } as unknown as ExperimentSummary;
  const document = parsed(experimentJunit(summary, false));
  expect(cases(document)).toEqual([
    'local · #1: failure invalid',
    'local · #2: system-out',
    'quorum · #1: error aborted',
    'quorum · #2: skipped',
  ]);
  expect(counts(document)).toEqual([4, 1, 1, 1]);
  expect(document.querySelector('testcase')?.getAttribute('time')).toBe('2.500');
});
