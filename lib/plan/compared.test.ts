import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparedPlans } from './compared';
import { planSchema } from './plan';

const plan = (change: object) =>
  planSchema.parse({
    ...{ version: 2, name: 'a name', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 },
    ...change,
  });

const differences = (...plans: Parameters<typeof comparedPlans>[0]) =>
  comparedPlans(plans).filter(({ isSame }) => !isSame);

test('the same plan under another name differs in nothing', () => {
  expect(differences(plan({}), plan({ name: 'another' }))).toEqual([]);
});

test('what differs is called as the form calls it, with its unit', () => {
  const found = differences(
    plan({ load: { concurrency: 5, timeLimitSeconds: 30 } }),
    plan({ load: { concurrency: 8, timeLimitSeconds: 60 } }),
  );
  expect(found.map(({ path, values }) => [path, values])).toEqual([
    ['load.concurrency', ['5', '8']],
    ['load.timeLimitSeconds', ['30 s', '60 s']],
  ]);
  for (const { title, path } of found) expect(title).not.toContain(path);
});

test('a fault that only one plan has is missing in the other', () => {
  const found = differences(plan({ faults: [] }), plan({ faults: [{ name: 'pause' }] }));
  for (const { path, values } of found) {
    expect(path).toMatch(/^faults(\.0\.|$)/);
    expect(values[0]).toBe(path === 'faults' ? 'none' : undefined);
  }
  expect(found.find(({ path }) => path === 'faults.0.name')?.values).toEqual([undefined, 'pause']);
});

test('each value of each plan stands in the row of its path, whatever the order', () => {
  const some = [plan({}), plan({ seed: 2 }), plan({ faults: [{ name: 'kill' }], workload: { name: 'set' } })];
  fc.assert(
    fc.property(fc.shuffledSubarray([0, 1, 2], { minLength: 1 }), (places) => {
      const rows = comparedPlans(places.map((place) => some[place] as (typeof some)[number]));
      expect(rows.find(({ path }) => path === 'seed')?.values).toEqual(
        places.map((place) => (place === 1 ? '2' : '1')),
      );
      expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length);
      for (const { values, isSame } of rows)
        expect([values.length, isSame]).toEqual([places.length, new Set(values).size === 1]);
    }),
  );
});
