import { expect, test } from 'vitest';
import { formOfPlan, planOfForm } from './form-plan';
import { choicesAt, isFieldShown } from './possible';
import { resolvePlan } from './resolve';
import { shapeAt } from './shape';
import type { Tree } from './tree';

const machines = [
  { name: 'db-a', host: '10.0.0.1' },
  { name: 'db-b', host: '10.0.0.2' },
];

function planWith(fault: Tree, cluster: Tree = { type: 'lab', nodes: 3 }): Tree {
  return { name: 'given nodes', cluster, system: { name: 'etcd' }, faults: [fault], seed: 1 };
}

function issuesOf(plan: Tree): readonly string[] {
  const resolved = resolvePlan(plan);
  return resolved.ok ? [] : resolved.error.map(({ path, message }) => `${path} ${message}`);
}

test('a fault may name nodes of its cluster, and no others', () => {
  expect(issuesOf(planWith({ name: 'pause', targets: 'given', nodes: ['n1', 'n3'] }))).toEqual([]);
  expect(
    issuesOf(planWith({ name: 'partition', shape: 'given', nodes: ['db-b'] }, { type: 'ssh', nodes: machines })),
  ).toEqual([]);
  const refused = 'faults.0.nodes n4 is no node of the cluster: n1, n2, n3';
  expect(issuesOf(planWith({ name: 'kill', targets: 'given', nodes: ['n1', 'n4'] }))).toEqual([refused]);
  expect(issuesOf(planWith({ name: 'kill', targets: 'given' }))).toEqual([
    'faults.0.nodes must name some of n1, n2, n3',
  ]);
  expect(issuesOf(planWith({ name: 'kill', targets: 'given', nodes: ['n1; reboot'] }))).toEqual([
    'faults.0.nodes.0 must be a short lower-case name such as n1',
  ]);
  // What was named for another choice is not asked about.
  expect(issuesOf(planWith({ name: 'kill', targets: 'leader', nodes: ['n4'] }))).toEqual([]);
});

test('the form offers the nodes of its cluster where they are to be named, also while it is being typed', () => {
  const offered = (cluster: Tree) => {
    const values = formOfPlan(planWith({ name: 'pause', targets: 'given' }, cluster) as never);
    const shape = shapeAt('faults.0.nodes', values);
    return shape && choicesAt('faults.0.nodes', shape, values).map(({ name }) => name);
  };
  expect(offered({ type: 'lab', nodes: 3 })).toEqual(['n1', 'n2', 'n3']);
  expect(offered({ type: 'ssh', nodes: machines })).toEqual(['db-a', 'db-b']);
  expect(offered({ type: 'lab', nodes: 1e9 })).toHaveLength(9);
  const shown = (fault: Tree) => isFieldShown('faults.0.nodes', planWith(fault));
  expect(shown({ name: 'pause', targets: 'given' })).toBe(true);
  expect(shown({ name: 'pause', targets: 'one' })).toBe(false);
  expect(shown({ name: 'partition', shape: 'leader' })).toBe(false);
  // There it is a number.
  expect(shown({ name: 'partition-random-halves' })).toBe(true);
});

test('a form in which no node was chosen says nothing of nodes', () => {
  const { faults } = planOfForm(formOfPlan(planWith({ name: 'pause' }) as never));
  expect(faults).toEqual([expect.not.objectContaining({ nodes: expect.anything() })]);
});
