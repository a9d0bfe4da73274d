/** The parts of a plan as a form opens and closes them: which fields stand in each, and what each says in one line. */
import { counted } from '../base/words';
import { systemOf } from '../catalog/systems/registry';
import { workloadNamed } from '../catalog/workloads/registry';
import { isManaged } from './managed';
import type { Plan } from './plan';
import { clusterWords, faultWords, loadWords, readWords, secondsWords, sourceWords } from './words';
import { workloadOf, workloadOptions } from './workload';

export type SectionName = 'what' | 'where' | 'workload' | 'load' | 'faults' | 'checks' | 'run';

export interface PlanSection {
  readonly name: SectionName;
  readonly title: string;
  /** Of its fields; what stands below one belongs to it. */
  readonly paths: readonly string[];
  summary(plan: Plan): string;
}

export const planSections: readonly PlanSection[] = [
  {
    name: 'what',
    title: 'What',
    paths: ['system', 'client.readLevel', 'client.tracksIndex'],
    summary({ system, client }) {
      const source = !isManaged({ system })
        ? ['runs there already']
        : 'source' in system
          ? [sourceWords(system.source).replace(/\?.*/, '?…')]
          : [];
      return [systemOf(system.name).title, readWords(client), ...source].join('; ');
    },
  },
  { name: 'where', title: 'Where', paths: ['cluster'], summary: ({ cluster }) => clusterWords(cluster) },
  {
    name: 'workload',
    title: 'Workload',
    paths: ['workload'],
    summary: (plan) => workloadOf(plan).describe(workloadOptions(plan)),
  },
  {
    name: 'load',
    title: 'Load',
    paths: ['load', 'recoverySeconds', 'client'],
    summary({ load, recoverySeconds, client }) {
      const after = recoverySeconds === 0 ? '' : `, then ${secondsWords(recoverySeconds)} of recovery`;
      const limit = `each operation at most ${secondsWords(client.timeoutMs / 1000)}`;
      return `${loadWords(load)}; ${secondsWords(load.timeLimitSeconds)}${after}; ${limit}`;
    },
  },
  { name: 'faults', title: 'Faults', paths: ['faults'], summary: ({ faults }) => faultWords(faults) },
  {
    name: 'checks',
    title: 'Checks',
    paths: ['checker'],
    summary({ checker, workload }) {
      const { model, checkers = [] } = workloadNamed(workload.name).judge;
      const asked = [...(model === undefined ? [] : ['linearizability']), ...checkers, ...checker.extra];
      const limits = `at most ${secondsWords(checker.timeLimitSeconds)} and ${counted(checker.memoryLimitMb, 'MB', 'MB')}`;
      const stop = checker.stopAtViolation ? ['the test ends at the first violation'] : [];
      return [asked.join(', '), limits, ...stop].join('; ');
    },
  },
  { name: 'run', title: 'Run', paths: ['name', 'seed'], summary: ({ name, seed }) => `${name}; seed ${seed}` },
];

/** The section whose fields include the path: the one that names most of it. */
export function sectionAt(path: string): PlanSection | undefined {
  const lengthIn = ({ paths }: PlanSection) =>
    Math.max(0, ...paths.filter((own) => path === own || path.startsWith(`${own}.`)).map((own) => own.length));
  const best = planSections.reduce((a, b) => (lengthIn(b) > lengthIn(a) ? b : a));
  return lengthIn(best) > 0 ? best : undefined;
}
