/** `clew doctor <cluster>`: every node side by side, and what to run where one lacks something. Changes nothing there. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseJson } from '@/lib/base/json-text';
import { printableJson } from '@/lib/base/plain-text';
import { listed } from '@/lib/base/words';
import { type CheckRow, isUsable, type NodeExamination, troublesOf } from '@/lib/doctor/report';
import { examinationTable, troubleLines } from '@/lib/doctor/table';
import { clusterOfSaved } from '@/lib/plan/kept-cluster';
import { isTree } from '@/lib/plan/tree';
import { type ClusterExamination, examine } from '../testbed/doctor/examine-plan';
import { clusterNamed } from './cluster-source';
import { clusterAt } from './clusters';
import { isPreset, planFrom } from './documents';
import { exitCodes, type Terminal } from './terminal';

export interface DoctorSettings {
  readonly data: string;
  readonly set: readonly string[];
  /** Of an ssh config. */
  readonly hosts?: readonly string[] | undefined;
  readonly json: boolean;
}

/**
 * @param source a preset, a plan or a cluster in a file, hosts of an ssh config, or the name of a cluster that is kept
 * @throws ArgumentError where there is none
 */
export async function doctorCommand(source: string, settings: DoctorSettings, terminal: Terminal): Promise<number> {
  const machines = await machinesOf(source, settings);
  const nodes = await examine({ ...machines, dataDirectory: resolve(settings.data) }, (node) =>
    terminal.err(progressOf(node)),
  );
  return told(nodes, settings, terminal);
}

/** With what is to be tested there, where a plan says so. */
async function machinesOf(
  source: string,
  settings: DoctorSettings,
): Promise<Pick<ClusterExamination, 'cluster' | 'system'>> {
  if (!existsSync(source)) {
    if (isPreset(source)) return planFrom(source, settings.set, settings);
    return { cluster: clusterOfSaved(await clusterNamed(source, settings.data)) };
  }
  // A plan names what is tested; a list of machines does not.
  const isMachines = !source.endsWith('.json') || (await hasNodes(source));
  if (!isMachines) return planFrom(source, settings.set, settings);
  return { cluster: clusterOfSaved(await clusterAt(source, { hosts: settings.hosts })) };
}

async function hasNodes(file: string): Promise<boolean> {
  const document = parseJson(await readFile(file, 'utf8'));
  return document.ok && isTree(document.value) && document.value.nodes !== undefined;
}

function told(nodes: readonly NodeExamination[], { json }: DoctorSettings, terminal: Terminal): number {
  const usable = isUsable(nodes);
  if (json) terminal.out(printableJson(JSON.stringify({ isUsable: usable, nodes })));
  else
    for (const line of [...examinationTable(nodes), '', ...troubleLines(nodes), conclusion(nodes)]) terminal.out(line);
  return usable ? exitCodes.valid : exitCodes.invalid;
}

function progressOf({ name, rows }: NodeExamination): string {
  const bad = rows.filter(({ state }) => state === 'bad').length;
  return `clew: ${name} ${bad === 0 ? 'is looked at' : `is looked at: ${bad === 1 ? 'something keeps' : `${bad} things keep`} a run from it`}`;
}

function conclusion(nodes: readonly NodeExamination[]): string {
  const bad = troublesOf(nodes).filter(({ row }: { readonly row: CheckRow }) => row.state === 'bad');
  const names = [...new Set(bad.map(({ node }) => node))];
  if (names.length === 0)
    return `a run can begin on ${listed(
      nodes.map(({ name }) => name),
      'and',
    )}`;
  return `no run can begin on ${listed(names, 'and')}`;
}
