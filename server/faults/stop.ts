import { openly, worded } from '@/lib/base/wording';
import { stop as description } from '@/lib/catalog/faults/stop';
import { faultDriver } from './driver';
import { ProcessInjector } from './process-injector';

export const stop = faultDriver(
  description,
  'Start what was stopped',
  (context, { patienceSeconds, ...whom }) =>
    new ProcessInjector(context, whom, {
      affected: 'nodes',
      recovered: 'recovered',
      async inject(processes, node) {
        if (await processes.end(node, patienceSeconds)) return undefined;
        return worded`${openly(node)}: did not end within ${openly(patienceSeconds)} s of SIGTERM, and was killed`;
      },
      recover: async (processes, node) => void (await processes.restart(node)),
      isMadeByAbsence: true,
      isEndedByAbsence: false,
    }),
);
