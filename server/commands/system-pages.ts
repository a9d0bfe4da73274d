/** What there is to know of each system before testing it, for a person to read in a terminal. */
import { faults } from '@/lib/catalog/faults/registry';
import type { SystemDescription } from '@/lib/catalog/systems/system';
import { workloads, workloadsOf } from '@/lib/catalog/workloads/registry';
import { possibleFaults } from '@/lib/plan/faults';
import { optionEntries } from '@/lib/plan/option-list';
import { shapeOf } from '@/lib/plan/shape';
import { sourceWords } from '@/lib/plan/words';

/** A name or a title, and what it means. */
type Entry = readonly [name: string, words: string];

export function systemPage(system: SystemDescription): readonly string[] {
  const { name, title, summary, readLevels, versions, ports, logFiles, clusters } = system;
  const described = (names: readonly string[], all: readonly { name: string; summary: string }[]) =>
    names.map((one): Entry => [one, all.find((candidate) => candidate.name === one)?.summary ?? '']);
  const sections: readonly (readonly [heading: string, entries: readonly Entry[]])[] = [
    ['reads', readLevels.map((level): Entry => [level.name, level.promise])],
    ['workloads', described(workloadsOf(system), workloads)],
    ['faults', described(possibleFaults(system), faults)],
    ['options', optionEntries(shapeOf(system.options)).map(({ path, words }): Entry => [path, words])],
    ['versions', versions.map((offer): Entry => [offer.title, sourceWords(offer.source)])],
    ['runs on', clusters.map((cluster): Entry => [cluster, ''])],
    ['ports', ports.map((port): Entry => [String(port.number), port.use])],
    ['logs', logFiles.map((file): Entry => [file, ''])],
  ];
  return [`${name}: ${title}`, `  ${summary}`, ...sections.flatMap(([heading, entries]) => section(heading, entries))];
}

const headingWidth = 11;

/** The heading stands beside its first entry; a section without entries is left out. */
function section(heading: string, entries: readonly Entry[]): readonly string[] {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, words], i) =>
    `  ${(i === 0 ? heading : '').padEnd(headingWidth)}${name.padEnd(width)}  ${words}`.trimEnd(),
  );
}
