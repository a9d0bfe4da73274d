import * as z from 'zod/mini';
import { type Disturbance, disturbanceWords, undisturbed } from '../../../nemesis/disturbance';
import { describeFault } from '../fault';
import { packetFault, packetsOption, packetsWords, share } from '../packets';

export const lossyNetwork = describeFault({
  ...packetFault,
  name: 'lossy-network',
  title: 'Lossy network',
  summary:
    'Loses, doubles, reorders or corrupts some of the packets of some nodes, then lets them pass, again and again.',
  options: z.extend(packetsOption, {
    lostPercent: share('Lost', 'Of the packets.', 10),
    twicePercent: share('Sent twice', 'IPv4 only.', 0),
    latePercent: share('Out of order', 'Behind later ones.', 0),
    corruptPercent: share('Corrupted', 'In one bit.', 0),
  }),
  needs: ['packets'],
  done: (options) => `${packetsWords(options)} ${disturbanceWords(lossiness(options))}`,
});

interface Percentages {
  readonly lostPercent: number;
  readonly twicePercent: number;
  readonly latePercent: number;
  readonly corruptPercent: number;
}

export function lossiness({ lostPercent, twicePercent, latePercent, corruptPercent }: Percentages): Disturbance {
  return {
    ...undisturbed,
    lost: lostPercent / 100,
    twice: twicePercent / 100,
    late: latePercent / 100,
    corrupt: corruptPercent / 100,
  };
}
