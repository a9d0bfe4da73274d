import { expect, test } from 'vitest';
import { systems } from '@/lib/plan/systems';
import { printCatalog } from './catalog';

function printed(name: 'systems' | 'faults', isJson: boolean): readonly string[] {
  const lines: string[] = [];
  expect(printCatalog(name, { out: (line) => lines.push(line), err: () => undefined }, isJson)).toBe(0);
  return lines;
}

test('the systems are told with all that the form offers', () => {
  const text = printed('systems', false).join('\n');
  for (const { name, title, summary, readLevels, versions, ports, logFiles, workloads, faults } of systems) {
    const told = [
      `${name}: ${title}`,
      summary,
      ...readLevels.map(({ promise }) => promise),
      ...versions.map((offer) => offer.title),
      ...ports.map(({ number, use }) => `${number}  ${use}`),
      ...workloads,
      ...faults,
      ...logFiles,
    ];
    for (const words of told) expect(text).toContain(words);
  }
  expect(text).toContain('Debian’s package, of the release trixie');
});

test('the columns of a system stand below each other', () => {
  const page = printed('systems', false).slice(0, 5);
  expect(page[0]).toMatch(/^etcd: etcd$/);
  expect(page[2]).toMatch(/^ {2}reads {6}local {3,}Any node answers/);
  expect(page[3]).toMatch(/^ {13}leader {2,}A node that believes/);
});

test('--json is everything on one line', () => {
  const [line = '', ...rest] = printed('systems', true);
  expect(rest).toEqual([]);
  expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(systems)));
});

test('the other catalogs are a name and a sentence a line', () => {
  expect(printed('faults', false).at(-1)).toMatch(/^\S+ +\S.*\.$/);
});
