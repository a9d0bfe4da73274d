import { lossyNetwork as description, lossiness } from '@/lib/catalog/faults/lossy-network';
import { faultDriver } from './driver';
import { calmNetwork, packetInjector } from './packet-injector';

export const lossyNetwork = faultDriver(description, calmNetwork, (context, options) =>
  packetInjector(context, options, lossiness(options)),
);
