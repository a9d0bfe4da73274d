import { openly, worded } from '@/lib/base/wording';
import { stutter as description } from '@/lib/catalog/faults/stutter';
import { faultDriver } from './driver';
import { ProcessInjector } from './process-injector';

export const stutter = faultDriver(
  description,
  'Steady what stutters',
  (context, { stoppedMs, runningMs, ...whom }) =>
    new ProcessInjector(context, whom, {
      affected: 'nodes',
      recovered: 'recovered',
      inject: async (processes, node) => void (await processes.stutter(node, { stoppedMs, runningMs })),
      async recover(processes, node) {
        if (await processes.steady(node)) return undefined;
        return worded`${openly(node)}: the rhythm had ended before its time`;
      },
      isMadeByAbsence: false,
      isEndedByAbsence: true,
    }),
);
