import { expect, test } from 'vitest';
import type { Plan, PlanInput } from './plan';
import { planWords } from './plan-words';
import { demoPreset, presetNamed } from './presets';
import { resolvePlan } from './resolve';
import { secondsWords } from './words';

function planWith(changes: Partial<PlanInput>): Plan {
  const resolved = resolvePlan(
    { ...presetNamed(demoPreset)?.plan, workload: { name: 'register', values: 5 }, ...changes },
    1,
  );
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value;
}

const turns = { restSeconds: 5, durationSeconds: 5 };
const load = { concurrency: 5, delaySeconds: 1, timeLimitSeconds: 30 };

test('the test of the post in words', () => {
  expect(planWords(planWith({ load }))).toBe(
    '5 clients, 1 operation a second each, on one register over 0–4; a random half cut off every 10 s for 5 s; 30 s; about 52 s in all',
  );
});

test.each<[Partial<PlanInput>, string]>([
  [{ load: { ...load, delaySeconds: 0 } }, '5 clients, one operation after another without a pause, on'],
  [{ load: { ...load, delaySeconds: 0.1 } }, 'up to 10 operations a second each'],
  [{ load: { ...load, delaySeconds: 2 } }, '1 operation every 2 s each'],
  [{ load: { ...load, concurrency: 1 } }, '1 client, 1 operation a second, on'],
  [
    { load: { kind: 'open', ratePerSecond: 250, concurrency: 40 } },
    '250 arrivals a second, at most 40 operations at a time, on',
  ],
  [{ faults: [] }, 'no faults'],
  [{ faults: [{ name: 'partition-leader', ...turns }] }, 'the leader cut off in a minority every 10 s for 5 s'],
  [{ faults: [{ name: 'pause', ...turns }] }, 'one node paused every 10 s for 5 s'],
  [{ faults: [{ name: 'pause', targets: 'leader', ...turns }] }, 'the leader paused every 10 s for 5 s'],
  [{ faults: [{ name: 'kill', targets: 'minority', ...turns }] }, 'a minority killed every 10 s for 5 s'],
  [
    {
      faults: [
        { name: 'kill', ...turns, repetitions: 1, firstStartSeconds: 20 },
        { name: 'pause', ...turns },
      ],
    },
    'one node killed once after 20 s for 5 s, one node paused every 10 s for 5 s',
  ],
  [
    { faults: [{ name: 'kill', ...turns, repetitions: 3, firstStartSeconds: 20 }] },
    'one node killed every 10 s for 5 s from 20 s on, 3 times',
  ],
])('%j', (changes, words) => {
  expect(planWords(planWith(changes))).toContain(words);
});

test.each([
  [0.25, '0.3 s'],
  [30, '30 s'],
  [60, '1 min'],
  [90, '1 min 30 s'],
  [7500, '2 h 5 min'],
])('%d seconds are told as %s', (seconds, words) => {
  expect(secondsWords(seconds)).toBe(words);
});

test('a test that ends at the first violation says so', () => {
  const checker = { ...planWith({}).checker, stopAtViolation: true };
  expect(planWords(planWith({ load, checker }))).toContain(
    '; 30 s, or until the first violation; at most about 52 s in all',
  );
});

test('a mix of unequal parts is told', () => {
  const workload = { name: 'register', mix: { read: 4, write: 1, cas: 1 } } as const;
  expect(planWords(planWith({ workload }))).toContain(
    'reads, writes and cas as 4\u2009:\u20091\u2009:\u20091, on one register',
  );
});

test.each([
  [
    { name: 'registers', clientsPerKey: 2, opsPerKey: 40 },
    'on registers over 0–4, 2 clients on each for 40 operations;',
  ],
  [{ name: 'mutex' }, 'on one lock;'],
  [{ name: 'set', mix: { read: 1, add: 4 } }, 'reads and adds as 1\u2009:\u20094, on one set;'],
] as const)('the workload %j in words', (workload, words) => {
  const resolved = resolvePlan(
    { ...presetNamed(demoPreset)?.plan, system: { name: 'etcd-v3' }, client: {}, workload },
    1,
  );
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  expect(planWords(resolved.value)).toContain(words);
});
