import { pause as description } from '@/lib/catalog/faults/pause';
import { faultDriver } from './driver';
import { type ProcessFault, ProcessInjector } from './process-injector';

export const pausing: ProcessFault = {
  affected: 'paused',
  recovered: 'resumed',
  inject: async (processes, node) => void (await processes.pause(node)),
  recover: async (processes, node) => void (await processes.resume(node)),
  isMadeByAbsence: false,
  isEndedByAbsence: true,
};

export const pause = faultDriver(
  description,
  'Resume what is paused',
  (context, options) => new ProcessInjector(context, options, pausing),
);
