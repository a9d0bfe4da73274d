/** `clew systems|faults|workloads|models|checkers`: what there is to choose from, with its options. */

import type * as z from 'zod/mini';
import { printableJson } from '@/lib/base/plain-text';
import { faults } from '@/lib/catalog/faults/registry';
import { systems } from '@/lib/catalog/systems/registry';
import { workloads } from '@/lib/catalog/workloads/registry';
import { namedCheckers } from '@/lib/checker/names';
import { models } from '@/lib/model/registry';
import { possibleFaults } from '@/lib/plan/faults';
import { type OptionEntry, optionEntries } from '@/lib/plan/option-list';
import { type Shape, shapeOf } from '@/lib/plan/shape';
import { systemPage } from './system-pages';
import type { Terminal } from './terminal';

interface Row {
  readonly name: string;
  readonly summary: string;
  readonly options?: Shape;
}

/** A description as data: its options as a schema that others can read. */
function described<D extends { readonly options: z.ZodMiniObject }>(description: D) {
  return { ...description, options: shapeOf(description.options) };
}

const catalogs = {
  systems: (): readonly Row[] => systems.map((system) => ({ ...described(system), faults: possibleFaults(system) })),
  faults: (): readonly Row[] =>
    faults.map(({ name, title, summary, needs, options }) => described({ name, title, summary, needs, options })),
  workloads: (): readonly Row[] =>
    workloads.map(({ name, title, summary, judge, options }) => described({ name, title, summary, judge, options })),
  models: (): readonly Row[] => Object.entries(models).map(([name, make]) => ({ name, summary: make().summary ?? '' })),
  checkers: (): readonly Row[] => Object.entries(namedCheckers).map(([name, { summary }]) => ({ name, summary })),
} as const;

export type CatalogName = keyof typeof catalogs;
export const catalogNames = Object.keys(catalogs) as readonly CatalogName[];

export function printCatalog(name: CatalogName, terminal: Terminal, isJson: boolean): number {
  const rows = catalogs[name]();
  if (isJson) {
    terminal.out(printableJson(JSON.stringify(rows)));
    return 0;
  }
  if (name === 'systems') {
    for (const [i, system] of systems.entries()) {
      if (i > 0) terminal.out('');
      for (const line of systemPage(system)) terminal.out(line);
    }
    return 0;
  }
  const width = Math.max(...rows.map((row) => row.name.length));
  for (const row of rows) {
    terminal.out(`${row.name.padEnd(width)}  ${row.summary}`);
    for (const line of optionLines(row.options ? optionEntries(row.options) : [])) terminal.out(line);
  }
  return 0;
}

function optionLines(entries: readonly OptionEntry[]): readonly string[] {
  const width = Math.max(0, ...entries.map(({ path }) => path.length));
  return entries.map(({ path, words }) => `    ${path.padEnd(width)}  ${words}`.trimEnd());
}
