import { expect, test } from 'vitest';
import { formOfPlan } from './form-plan';
import { choicesAt } from './possible';
import { resolvePlan } from './resolve';
import { shapeAt } from './shape';
import type { Tree } from './tree';

function planWith(fault: string, cluster: Tree, system = 'antietcd'): Tree {
  return { name: 'possible', cluster, system: { name: system }, faults: [{ name: fault }], seed: 1 };
}

function issuesOf(plan: Tree): readonly string[] {
  const resolved = resolvePlan(plan);
  return resolved.ok ? [] : resolved.error.map(({ path, message }) => `${path} ${message}`);
}

test('packets are lost on nodes with a network of their own, and late on embedded ones, too', () => {
  expect(issuesOf(planWith('lossy-network', { type: 'lab', nodes: 3 }, 'etcd'))).toEqual([]);
  expect(issuesOf(planWith('slow-network', { type: 'embedded', nodes: 3 }))).toEqual([]);
  expect(issuesOf(planWith('lossy-network', { type: 'embedded', nodes: 3 }))).toEqual([
    expect.stringMatching(
      /^faults\.0\.name cannot be lossy-network: the links .* lose nothing; choose partition.* or /,
    ),
  ]);
  expect(issuesOf(planWith('slow-network', { type: 'memory', nodes: 3 }, 'memory'))).toEqual([
    expect.stringMatching(/^faults\.0\.name cannot be slow-network: nodes in memory send no packets; choose /),
  ]);
});

test('the form greys what cannot be had, with the reason', () => {
  const values = formOfPlan(planWith('kill', { type: 'embedded', nodes: 3 }) as never);
  const shape = shapeAt('faults.0', values);
  const choices = shape ? choicesAt('faults.0', shape, values) : [];
  expect(choices.filter(({ isPossible }) => !isPossible)).toEqual([
    expect.objectContaining({ name: 'lossy-network', reason: expect.stringContaining('lose nothing') }),
    expect.objectContaining({ name: 'power-cut', reason: expect.stringContaining('only nodes of a lab') }),
  ]);
  expect(choices.find(({ name }) => name === 'slow-network')).toMatchObject({ isPossible: true });
});
