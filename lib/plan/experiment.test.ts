import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { product, resolveExperiment } from './experiment';
import type { ExperimentInput } from './experiment-document';

const plan = { cluster: { type: 'memory' }, system: { name: 'memory' } };

function axis(name: string, path: string, values: readonly unknown[]) {
  return { name, values: values.map((value) => ({ set: { [path]: value } })) };
}

const reads = axis('reads', 'client.readLevel', ['local', 'quorum']);
const clients = axis('clients', 'load.concurrency', [3, 5]);

function resolved(input: Partial<ExperimentInput>) {
  const result = resolveExperiment({ name: 'x', plan, axes: [], ...input }, 7);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function issuesOf(input: unknown) {
  const result = resolveExperiment(input, 7);
  return result.ok ? [] : result.error.map(({ path, message }) => `${path}: ${message}`);
}

describe('the combinations of an experiment', () => {
  test('are the product of its axes, the last one turning fastest', () => {
    const { combinations } = resolved({ axes: [reads, clients] });
    expect(combinations.map(({ values, plans }) => [values.map(({ title }) => title), plans[0]?.name])).toEqual([
      [['local', '3'], 'x · local · 3'],
      [['local', '5'], 'x · local · 5'],
      [['quorum', '3'], 'x · quorum · 3'],
      [['quorum', '5'], 'x · quorum · 5'],
    ]);
    expect(combinations.map(({ plans }) => [plans[0]?.client.readLevel, plans[0]?.load.concurrency])).toEqual([
      ['local', 3],
      ['local', 5],
      ['quorum', 3],
      ['quorum', 5],
    ]);
  });

  test('are as many as the product of the numbers of values, each once', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }), (sizes) => {
        const ways = product(sizes.map((size) => Array.from({ length: size }, (_, k) => k)));
        expect(ways).toHaveLength(sizes.reduce((all, size) => all * size, 1));
        expect(new Set(ways.map(String)).size).toBe(ways.length);
        expect(ways.map(String)).toEqual(ways.map(String).toSorted());
      }),
    );
  });

  test('of no axes are one, and repeats differ in their seeds alone', () => {
    const { combinations } = resolved({ repeats: 3 });
    expect(combinations).toHaveLength(1);
    const [plans = []] = combinations.map((combination) => combination.plans);
    expect(plans.map(({ name }) => name)).toEqual(['x · #1', 'x · #2', 'x · #3']);
    expect(new Set(plans.map(({ seed }) => seed)).size).toBe(3);
    expect(new Set(plans.map((each) => JSON.stringify({ ...each, seed: 0, name: '' }))).size).toBe(1);
  });

  test('share the seeds of their repeats, which come from the seed of the experiment', () => {
    const input = { axes: [reads], repeats: 2 };
    const seedsOf = (seed: number) =>
      resolved({ ...input, seed }).combinations.map(({ plans }) => plans.map((each) => each.seed));
    const [local, quorum] = seedsOf(1);
    expect(local).toEqual(quorum);
    expect(seedsOf(1)).toEqual(seedsOf(1));
    expect(seedsOf(1)).not.toEqual(seedsOf(2));
    expect(resolved(input).experiment.seed).toBe(7);
  });

  test('may set several fields with one value, and a seed', () => {
    const values = [
      { title: 'slow', set: { faults: [], 'load.delaySeconds': 1 } },
      { title: 'fast', set: { 'load.delaySeconds': 0.1 } },
    ];
    const { combinations } = resolved({ axes: [{ name: 'pace', values }, axis('seed', 'seed', [11, 12])] });
    expect(
      combinations.map(({ plans }) => [
        plans[0]?.faults[0]?.name ?? 'none',
        plans[0]?.load.delaySeconds,
        plans[0]?.seed,
      ]),
    ).toEqual([
      ['none', 1, 11],
      ['none', 1, 12],
      ['partition-random-halves', 0.1, 11],
      ['partition-random-halves', 0.1, 12],
    ]);
  });

  test('have names that a plan may have, however long the titles are', () => {
    const title = 'a'.repeat(60);
    const { combinations } = resolved({
      axes: [
        { name: 'a', values: [{ title, set: {} }] },
        { ...reads, name: title.slice(0, 40) },
      ],
    });
    expect(combinations[0]?.plans[0]?.name.length).toBeLessThanOrEqual(80);
  });
});

describe('an experiment that cannot be', () => {
  test('is answered with the axis and the value', () => {
    const bad = axis('reads', 'client.readLevel', ['local', 'stale']);
    expect(issuesOf({ name: 'x', plan, axes: [bad, clients] })).toEqual([
      expect.stringMatching(/^client\.readLevel: must be local or .*\(reads: stale\)$/),
    ]);
    const unknown = axis('reads', 'client.readlevel', ['local']);
    expect(issuesOf({ name: 'x', plan, axes: [unknown] })).toEqual([
      'client.readlevel: is not a field of a plan; the nearest is client.readLevel (reads: local)',
    ]);
  });

  test('is answered with what the combinations that do not fit together have in common', () => {
    const systems = axis('system', 'system', [{ name: 'memory' }, { name: 'etcd' }]);
    expect(issuesOf({ name: 'x', plan, axes: [systems, clients] })).toEqual([
      'cluster.type: etcd runs on lab or ssh, not on memory (system: etcd)',
    ]);
  });

  test('is answered with the field of the plan where that alone is wrong', () => {
    expect(issuesOf({ name: 'x', plan: { ...plan, recoverySeconds: -1 }, axes: [reads] })).toEqual([
      'recoverySeconds: must be at least 0',
    ]);
  });

  test.each([
    [{ plan: { ...plan, seed: 1 }, axes: [] }, /^plan\.seed: belongs beside the plan/],
    [{ plan, axes: [reads, reads] }, /^axes: has two named reads$/],
    [{ plan, axes: [axis('a', 'load.concurrency', [3, 3])] }, /^axes: has two values 3 in a/],
    [{ plan, axes: [axis('a', 'name', ['y'])] }, /^name: is made of the values/],
    [{ plan, axes: [axis('a', 'seed', [1, 2])], repeats: 2 }, /^repeats: must be 1, because a sets the seed$/],
    [
      {
        plan,
        axes: [
          axis(
            'a',
            'seed',
            Array.from({ length: 50 }, (_, k) => k),
          ),
          { ...clients, name: 'b' },
          reads,
          axis('c', 'workload.values', [5, 6, 7]),
        ],
      },
      /^axes: make 50 × 2 × 2 × 3 × 1 = 600 runs; an experiment has at most 200$/,
    ],
    [
      { plan, axes: [], axis: [] },
      /^axis: is not a field here: an experiment has name, plan, axes, repeats, until and seed$/,
    ],
    [{ plan, axes: [{ ...reads, value: 1 }] }, /^axes\.0\.value: is not a field here: an axis has name and values$/],
    [{ plan, axes: [{ name: 'a', values: [] }] }, /^axes\.0\.values: must have at least 1$/],
    [{ plan }, /^axes: is missing$/],
  ])('%j', (input, message) => {
    expect(issuesOf({ name: 'x', ...input })).toEqual([expect.stringMatching(message)]);
  });
});
