import { kill as description } from '@/lib/catalog/faults/kill';
import { faultDriver } from './driver';
import { type ProcessFault, ProcessInjector } from './process-injector';

export const killing: ProcessFault = {
  affected: 'killed',
  recovered: 'restarted',
  inject: async (processes, node) => void (await processes.kill(node)),
  recover: async (processes, node) => void (await processes.restart(node)),
  isMadeByAbsence: true,
  isEndedByAbsence: false,
};

export const kill = faultDriver(
  description,
  'Restart what was killed',
  (context, options) => new ProcessInjector(context, options, killing),
);
