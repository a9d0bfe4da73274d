import { expect, test } from 'vitest';
import { present } from '@/lib/base/assert';
import { systems } from '@/lib/catalog/systems/registry';
import { workloadsOf } from '@/lib/catalog/workloads/registry';
import { possibleFaults } from '@/lib/plan/faults';
import { printCatalog } from './catalog';

function printed(name: 'systems' | 'faults', isJson: boolean): readonly string[] {
  const lines: string[] = [];
  expect(printCatalog(name, { out: (line) => lines.push(line), err: () => undefined }, isJson)).toBe(0);
  return lines;
}

test('the systems are told with all that the form offers', () => {
  const text = printed('systems', false).join('\n');
  for (const system of systems) {
    const { name, title, summary, readLevels, versions, ports, logFiles } = system;
    const told = [
      `${name}: ${title}`,
      summary,
      ...readLevels.map(({ promise }) => promise),
      ...versions.map((offer) => offer.title),
      ...ports.map(({ use }) => use),
      ...ports.map(({ number }) => String(number)),
      ...workloadsOf(system),
      ...possibleFaults(system),
      ...logFiles,
    ];
    for (const words of told) expect(text).toContain(words);
  }
  expect(text).toContain('Debian’s package, of the release trixie');
});

test('the columns of a system stand below each other', () => {
  const all = printed('systems', false);
  const page = all.slice(all.indexOf('etcd: etcd'));
  expect(page[0]).toMatch(/^etcd: etcd$/);
  expect(page[2]).toMatch(/^ {2}reads {6}local {3,}Any node answers/);
  expect(page[3]).toMatch(/^ {13}leader {2,}A node that believes/);
});

test('--json is everything on one line', () => {
  const [line = '', ...rest] = printed('systems', true);
  expect(rest).toEqual([]);
  const rows = JSON.parse(line) as readonly Record<string, unknown>[];
  expect(rows.map(({ name }) => name)).toEqual(systems.map(({ name }) => name));
  for (const [i, { options: _, ...system }] of systems.entries()) {
    expect(rows[i]).toMatchObject(JSON.parse(JSON.stringify(system)));
    expect(rows[i]?.faults).toEqual(possibleFaults(present(systems[i], 'a system')));
  }
  expect(rows.find(({ name }) => name === 'memory')?.options).toMatchObject({
    properties: { bugs: { properties: { staleRead: { title: 'Stale reads', default: 0 } } } },
  });
});

test('the other catalogs are a name and a sentence a line', () => {
  const lines = printed('faults', false);
  expect(lines[0]).toMatch(/^\S+ {2}\S.*\.$/);
  const at = lines.findIndex((line) => line.startsWith('pause '));
  expect(lines.slice(at + 1, at + 3)).toEqual([
    '    targets  Targets, one | minority | leader | majority | all | given, default one. Drawn anew each time it begins.',
    '    nodes    Nodes. Of given nodes: at least one.',
  ]);
});
