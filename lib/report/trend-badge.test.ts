import { expect, test } from 'vitest';
import { planSchema } from '../plan/plan';
import type { Trend } from '../protocol/trend';
import { trendBadge } from './trend-badge';

const plan = planSchema.parse({ name: 'a', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });
const badge = (trend: Partial<Trend>) => trendBadge({ plan, total: 1, versions: [], runs: [], ...trend });
const run = { createdAt: 1, outcome: 'valid', isRefuted: false } as const;
const titleOf = (svg: string) => /<title>(.*)<\/title>/.exec(svg)?.[1];

test('a badge says what came of the newest run, and how often a violation was found', () => {
  expect(titleOf(badge({ runs: [run] }))).toBe('In-memory register: valid');
  const versions = [{ outcomes: {}, found: 3, decided: 40, newestAt: 1 }];
  expect(titleOf(badge({ runs: [{ ...run, outcome: 'invalid' }], versions }))).toBe(
    'In-memory register: invalid · violations in 3 of 40',
  );
  expect(titleOf(badge({}))).toBe('In-memory register: no run yet');
});

test('what a node said of its version is text in it, and not longer than a badge', () => {
  const svg = badge({ runs: [{ ...run, version: `"><script>alert(1)</script>${'x'.repeat(100)}` }] });
  expect(svg).not.toContain('<script');
  expect(titleOf(svg)?.length).toBeLessThan(120);
});
