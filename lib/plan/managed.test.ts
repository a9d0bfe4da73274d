import { expect, test } from 'vitest';
import { formOfPlan, planOfForm } from './form-plan';
import { isManaged } from './managed';
import { planSchema } from './plan';
import { possibleAt } from './possible';
import { resolvePlan } from './resolve';

const least = { name: 'mine', system: { name: 'etcd' }, cluster: { type: 'ssh', nodes: [{ name: 'n1', host: 'a' }] } };
const running = { ...least, system: { name: 'etcd', manage: false } };

test('a plan that manages its system does not say so, and the form of one that does not says it', () => {
  const usual = planSchema.parse({ ...least, seed: 1 });
  expect(usual.system).not.toHaveProperty('manage');
  expect(planSchema.parse({ ...least, system: { name: 'etcd', manage: true }, seed: 1 })).toEqual(usual);
  expect(isManaged(usual)).toBe(true);
  const plan = planSchema.parse({ ...running, seed: 1 });
  expect(isManaged(plan)).toBe(false);
  expect(resolvePlan(planOfForm(formOfPlan(usual)))).toMatchObject({ ok: true, value: { system: usual.system } });
  expect(resolvePlan(planOfForm(formOfPlan(plan)))).toMatchObject({ ok: true, value: { system: { manage: false } } });
});

test('of a system that runs already only the network is broken, and only on machines', () => {
  const issues = (more: object) => {
    const resolved = resolvePlan({ ...running, ...more }, 1);
    return resolved.ok ? [] : resolved.error.map(({ path }) => path);
  };
  expect(issues({ faults: [{ name: 'partition-random-halves' }] })).toEqual([]);
  expect(issues({ faults: [{ name: 'kill' }] })).toEqual(['faults.0.name']);
  expect(issues({ cluster: { type: 'lab' } })).toEqual(['cluster.type']);
  const offered = possibleAt('faults.0', formOfPlan(planSchema.parse({ ...running, seed: 1 })));
  expect(offered).toContain('partition-random-halves');
  expect(offered).not.toContain('kill');
});
