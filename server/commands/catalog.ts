/** `clew systems|faults|workloads|models|checkers`: what there is to choose from. */
import { z } from 'zod';
import { faults } from '@/lib/catalog/faults/registry';
import { systems } from '@/lib/catalog/systems/registry';
import { workloads } from '@/lib/catalog/workloads';
import { checkers } from '@/lib/checker/registry';
import { models } from '@/lib/model/registry';
import { possibleFaults } from '@/lib/plan/nemeses';
import { systemPage } from './system-pages';
import type { Terminal } from './terminal';

interface Row {
  readonly name: string;
  readonly summary: string;
}

const catalogs = {
  systems: (): readonly Row[] =>
    systems.map((system) => ({
      ...system,
      faults: possibleFaults(system),
      options: z.toJSONSchema(system.options, { io: 'input' }),
    })),
  faults: (): readonly Row[] =>
    faults.map(({ name, title, summary, needs, options }) => ({
      ...{ name, title, summary, needs },
      options: z.toJSONSchema(options, { io: 'input' }),
    })),
  workloads: (): readonly Row[] => workloads,
  checkers: (): readonly Row[] => Object.entries(checkers).map(([name, { summary }]) => ({ name, summary })),
  models: (): readonly Row[] => Object.entries(models).map(([name, make]) => ({ name, summary: make().summary ?? '' })),
} as const;

export type CatalogName = keyof typeof catalogs;
export const catalogNames = Object.keys(catalogs) as readonly CatalogName[];

export function printCatalog(name: CatalogName, terminal: Terminal, isJson: boolean): number {
  const rows = catalogs[name]();
  if (isJson) {
    terminal.out(JSON.stringify(rows));
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
  for (const row of rows) terminal.out(`${row.name.padEnd(width)}  ${row.summary}`);
  return 0;
}
