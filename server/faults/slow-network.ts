import { slowNetwork as description, slowness } from '@/lib/catalog/faults/slow-network';
import { faultDriver } from './driver';
import { calmNetwork, packetInjector } from './packet-injector';

export const slowNetwork = faultDriver(description, calmNetwork, (context, options) =>
  packetInjector(context, options, slowness(options)),
);
