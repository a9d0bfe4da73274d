import { powerCut as description } from '@/lib/catalog/faults/power-cut';
import { faultDriver } from './driver';
import { ProcessInjector } from './process-injector';

export const powerCut = faultDriver(description, 'Power on what was powered off', (context, whom) => {
  const power = context.capability('power');
  return new ProcessInjector(context, whom, {
    affected: 'nodes',
    recovered: 'recovered',
    inject: async (_, node) => void (await power.cut(node)),
    recover: async (processes, node) => void (await processes.restart(node)),
    // One that had ended by itself lost what it had not flushed all the same.
    isMadeByAbsence: false,
    isEndedByAbsence: false,
  });
});
