import { expect, test } from 'vitest';
import { commandFor, curlFor, experimentCurlFor, hasSecret } from './command';
import type { Plan } from './plan';
import { demoPreset, presetNamed } from './presets';
import { resolvePlan } from './resolve';

function planWith(changes: object): Plan {
  const resolved = resolvePlan({ ...presetNamed(demoPreset)?.plan, ...changes }, 7);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value;
}

const commandWith = (changes: object) => commandFor(planWith(changes));

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

const source = { from: 'download', url: 'https://example.test/etcd.tar.gz?sig=it%27s', sha256: 'a'.repeat(64) };
const signed = planWith({ system: { name: 'etcd', source } });

test('what stands behind the question mark of an address is a variable', () => {
  const command = commandFor(signed);
  expect(command).toContain(`--set 'system.source.url=https://example.test/etcd.tar.gz?'"$CLEW_SOURCE_QUERY"`);
  for (const text of [command, curlFor(signed, 'http://clew')]) expect(text).not.toContain('sig=');
  expect([hasSecret(signed), hasSecret(planWith({}))]).toEqual([true, false]);
});

test('a request names the server and a variable for its token', () => {
  const curl = curlFor(planWith({ name: "it's" }), 'http://127.0.0.1:3000');
  expect(curl.split(' \\\n  ')).toEqual([
    'curl --fail-with-body -sS http://127.0.0.1:3000/api/runs',
    '-H "authorization: Bearer $CLEW_TOKEN"',
    "-H 'content-type: application/json'",
    expect.stringMatching(/^--data-binary '\{"version":2,"name":"it'\\''s",/),
  ]);
  const experiment = experimentCurlFor({ plan: signed }, 'https://clew.example');
  expect(experiment).toContain('curl --fail-with-body -sS https://clew.example/api/experiments');
  expect(experiment).not.toContain('sig=');
});
