import { expect, test } from 'vitest';
import { demoPreset, presetNamed } from '@/lib/plan/presets';
import { resolvePlan } from '@/lib/plan/resolve';
import { commandFor } from './command';

function commandWith(changes: object): string {
  const resolved = resolvePlan({ ...presetNamed(demoPreset)?.plan, ...changes }, 7);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return commandFor(resolved.value);
}

test('a preset as it is needs only its seed', () => {
  expect(commandWith({})).toBe('npx clew run etcd-register --set seed=7');
});

test('the nearest preset is taken', () => {
  expect(commandWith({ name: 'etcd-quorum', client: { readLevel: 'quorum' } })).toBe(
    'npx clew run etcd-quorum --set seed=7',
  );
});

test('what a shell would read as its own is quoted', () => {
  expect(commandWith({ name: "it's mine" })).toBe(`npx clew run etcd-register --set 'name=it'\\''s mine' --set seed=7`);
});

test('own machines are given as a list', () => {
  const cluster = { type: 'ssh', nodes: [{ name: 'n1', host: '10.0.0.1' }] };
  expect(commandWith({ cluster })).toContain(
    `--set cluster.type=ssh --set 'cluster.nodes=[{"name":"n1","host":"10.0.0.1","port":22}]'`,
  );
});
