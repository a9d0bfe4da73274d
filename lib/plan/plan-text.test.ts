import { expect, test } from 'vitest';
import { experimentPresets } from './experiment-presets';
import { formOfPlan, planOfForm } from './form-plan';
import { printDocument, readExperimentText, readPlanText } from './plan-text';
import { presets } from './presets';
import { resolvePlan } from './resolve';

function planOf(name: string) {
  const resolved = resolvePlan(presets.find((preset) => preset.name === name)?.plan, 71);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value;
}

const etcd = planOf('etcd-register');

test.each(presets.map(({ name }) => name))('%s is the same plan after a way through text and form', (name) => {
  const plan = planOf(name);
  expect(readPlanText(printDocument(plan))).toEqual({ ok: true, value: plan });
  expect(resolvePlan(planOfForm(formOfPlan(plan)))).toEqual({ ok: true, value: plan });
});

test('a document without a seed is given one, and one with a seed keeps it', () => {
  const { seed: _, ...others } = etcd;
  expect(readPlanText(printDocument(others), 5)).toEqual({ ok: true, value: { ...etcd, seed: 5 } });
  expect(readPlanText(printDocument(etcd), 5)).toEqual({ ok: true, value: etcd });
});

const lineWith = (text: string, words: string) => text.split('\n').findIndex((line) => line.includes(words)) + 1;

test('what is wrong is said with its path and the line on which it stands', () => {
  const text = printDocument({
    ...etcd,
    load: { ...etcd.load, concurrency: 'many' },
    faults: [{ ...etcd.faults[0], durationSeconds: -1 }],
    client: { ...etcd.client, timoutMs: 5 },
  });
  const read = readPlanText(text);
  expect(read.ok ? [] : read.error).toEqual([
    {
      path: 'client.timoutMs',
      line: lineWith(text, '"timoutMs"'),
      message: expect.stringMatching(/client\.timeoutMs/),
    },
    { path: 'load.concurrency', line: lineWith(text, '"concurrency"'), message: 'must be a number' },
    { path: 'faults.0.durationSeconds', line: lineWith(text, '"durationSeconds"'), message: 'must be at least 0.1' },
  ]);
});

test('what is missing is said on the line of its group', () => {
  const text = printDocument({ ...etcd, cluster: { type: 'ssh' } });
  const read = readPlanText(text);
  expect(read.ok ? [] : read.error).toEqual([
    { path: 'cluster.nodes', line: lineWith(text, '"cluster"'), message: 'is missing' },
  ]);
});

test('a text that is no JSON is refused at its line and column', () => {
  const read = readPlanText('{\n  "name": "x",\n}');
  expect(read.ok ? [] : read.error).toEqual([
    { path: '', line: 3, message: 'column 1: a name in double quotes should stand here' },
  ]);
});

test('an experiment is no test', () => {
  const read = readPlanText('{"plan": {},\n"axes": []}');
  expect(read.ok ? [] : read.error).toMatchObject([{ path: 'axes', line: 2 }]);
});

test('a plan of an older version is read as today’s', () => {
  const version1 = { version: 1, name: 'old', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 };
  const read = readPlanText(printDocument({ ...version1, nemesis: { name: 'none' } }));
  expect(read.ok && read.value).toMatchObject({ version: 2, faults: [] });
});

test.each(experimentPresets)('the experiment $name is read from its text', ({ experiment }) => {
  const read = readExperimentText(printDocument(experiment), 7);
  expect(read.ok && read.value.experiment.name).toBe(experiment.name);
});

test('a mistake in the value of an axis is said on its line', () => {
  const text = printDocument({
    name: 'x',
    plan: { cluster: { type: 'memory' }, system: { name: 'memory' } },
    axes: [{ name: 'clients', values: [{ set: { 'load.delaySeconds': 3 } }, { set: { 'load.concurrency': 0 } }] }],
  });
  const read = readExperimentText(text, 7);
  expect(read.ok ? [] : read.error).toEqual([
    {
      path: 'load.concurrency',
      line: lineWith(text, '"load.concurrency": 0'),
      message: 'must be at least 1 (clients: 0)',
    },
  ]);
});

test('a mistake in the plan of an experiment is said on its line', () => {
  const plan = { cluster: { type: 'memory' }, system: { name: 'memory' }, load: { concurrency: 0 } };
  const text = printDocument({ name: 'x', plan, axes: [] });
  const read = readExperimentText(text, 7);
  expect(read.ok ? [] : read.error).toMatchObject([{ line: lineWith(text, '"concurrency"') }]);
});
