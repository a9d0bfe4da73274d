import { expect, test } from 'vitest';
import { presets } from './presets';
import { resolvePlan } from './resolve';
import { planSections, sectionAt } from './sections';
import { planShape } from './shape';

test('every field of a plan belongs to a section, but for its version', () => {
  const { version: _, ...fields } = planShape.properties ?? {};
  for (const [name, field] of Object.entries(fields)) {
    const paths = field.properties ? Object.keys(field.properties).map((inner) => `${name}.${inner}`) : [name];
    for (const path of paths) expect([path, sectionAt(path)?.name]).not.toContain(undefined);
  }
  expect(sectionAt('version')).toBeUndefined();
});

test.each([
  ['client.readLevel', 'what'],
  ['client.timeoutMs', 'load'],
  ['system.source.url', 'what'],
  ['faults.0.durationSeconds', 'faults'],
  ['recoverySeconds', 'load'],
  ['seed', 'run'],
  ['workloads', undefined],
])('%s stands in the section %s', (path, name) => {
  expect(sectionAt(path)?.name).toBe(name);
});

const sentences = (name: string, changes: object = {}) => {
  const preset = presets.find((one) => one.name === name);
  const resolved = resolvePlan({ ...preset?.plan, ...changes }, 71);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return planSections.map(({ title, summary }) => `${title}: ${summary(resolved.value)}`);
};

test('a plan in a line a section', () => {
  expect(sentences('consul-default-paused-leader')).toEqual([
    'What: Consul; default reads; Debian’s package, of the release bullseye',
    'Where: a lab of 5 nodes on this machine',
    'Workload: reads, writes and cas as 9\u2009:\u20091\u2009:\u20090, on one register where every value is written once',
    'Load: 300 arrivals a second, at most 200 operations at a time; 2 min, then 2 s of recovery; each operation at most 0.6 s',
    'Faults: the leader paused every 4.5 s for 3.5 s',
    'Checks: linearizability, stats, unhandled-errors, fault-coverage, sessions, log-patterns; at most 1 min and 1,024 MB; the test ends at the first violation',
    'Run: consul-default-paused-leader; seed 71',
  ]);
});

test('what stands behind the question mark of an address is not in a line', () => {
  const source = { from: 'download', url: 'https://example.test/etcd.tar.gz?sig=secret', sha256: 'a'.repeat(64) };
  const [what] = sentences('etcd-register', { system: { name: 'etcd', source } });
  expect(what).toBe('What: etcd; local reads; https://example.test/etcd.tar.gz?…');
});

test('own machines are named', () => {
  const cluster = {
    type: 'ssh',
    nodes: [
      { name: 'a', host: '10.0.0.1' },
      { name: 'b', host: '10.0.0.2' },
    ],
  };
  expect(sentences('etcd-register', { cluster })[1]).toBe('Where: 2 machines over SSH: a, b');
});
