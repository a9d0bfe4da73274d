import * as z from 'zod/mini';
import { type Disturbance, disturbanceWords, undisturbed } from '../../../nemesis/disturbance';
import { describeFault } from '../fault';
import { packetFault, packetsOption, packetsWords } from '../packets';

/** A packet that is later than this is lost, for any protocol. */
const maxDelayMs = 60_000;
const maxRateKbit = 10_000_000;

const milliseconds = z.int().check(z.minimum(0), z.maximum(maxDelayMs));

export const slowNetwork = describeFault({
  ...packetFault,
  name: 'slow-network',
  title: 'Slow network',
  summary: 'Delays the packets of some nodes, or lets only so many bits through, then lets them pass, again and again.',
  options: z.extend(packetsOption, {
    delayMs: z
      ._default(milliseconds, 100)
      .check(z.meta({ title: 'Delay', unit: 'ms', hint: 'Of each packet, one way.' })),
    jitterMs: z._default(milliseconds, 0).check(z.meta({ title: 'Jitter', unit: 'ms', hint: 'To either side of it.' })),
    rateKbit: z
      ._default(z.int().check(z.minimum(0), z.maximum(maxRateKbit)), 0)
      .check(z.meta({ title: 'Rate', unit: 'kbit/s', hint: 'Of each link; 0 is no limit.' })),
  }),
  needs: ['latency'],
  done: (options) => `${packetsWords(options)} ${disturbanceWords(slowness(options))}`,
});

export function slowness(options: Pick<Disturbance, 'delayMs' | 'jitterMs' | 'rateKbit'>): Disturbance {
  const { delayMs, jitterMs, rateKbit } = options;
  return { ...undisturbed, delayMs, jitterMs, rateKbit };
}
