/** `clew doctor <cluster>`: every node side by side, and what to run where one lacks something. Changes nothing there. */
import { resolve } from 'node:path';
import { printableJson } from '@/lib/base/plain-text';
import { listed } from '@/lib/base/words';
import { type CheckRow, isUsable, type NodeExamination, troublesOf } from '@/lib/doctor/report';
import { examinationTable, troubleLines } from '@/lib/doctor/table';
import { examinePlan } from '../testbed/doctor/examine-plan';
import { planFrom } from './documents';
import { exitCodes, type Terminal } from './terminal';

export interface DoctorSettings {
  readonly data: string;
  readonly set: readonly string[];
  readonly json: boolean;
}

/** @throws ArgumentError where there is no such plan */
export async function doctorCommand(source: string, settings: DoctorSettings, terminal: Terminal): Promise<number> {
  const plan = await planFrom(source, settings.set);
  const nodes = await examinePlan(plan, resolve(settings.data), (node) => terminal.err(progressOf(node)));
  return told(nodes, settings, terminal);
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
