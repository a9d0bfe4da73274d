/** What faults of packets have in common: whose packets they disturb, how they are told, and how they look. */
import * as z from 'zod/mini';
import { type PacketDirection, packetDirections } from '../../nemesis/disturbance';
import type { FaultDescription } from './fault';
import { targetsOption, whom } from './targets';

const directionChoices: readonly {
  readonly name: PacketDirection;
  readonly title: string;
  readonly summary?: string;
}[] = [
  { name: 'both', title: 'Both ways' },
  { name: 'inbound', title: 'Inbound', summary: 'What the others send them.' },
  { name: 'outbound', title: 'Outbound', summary: 'What they send the others.' },
];

const direction = z
  ._default(z.enum(packetDirections), 'both')
  .check(z.meta({ title: 'Packets', control: 'choice', choices: directionChoices }));

/** Of the packets; more than half of a kind is a partition, for TCP. */
export function share(title: string, hint: string, usual: number) {
  return z._default(z.number().check(z.minimum(0), z.maximum(100)), usual).check(z.meta({ title, unit: '%', hint }));
}

export const packetsOption = z.extend(targetsOption, { direction });

/** `packets to and from the leader` */
export function packetsWords({ direction: way, ...who }: z.output<typeof packetsOption>): string {
  const words: Readonly<Record<PacketDirection, string>> = { both: 'to and from', inbound: 'to', outbound: 'from' };
  return who.targets === 'all' ? 'all packets' : `packets ${words[way]} ${whom(who)}`;
}

export const packetFault = {
  ops: { begin: 'disturb', end: 'calm' },
  words: {
    title: 'Packet fault',
    noun: 'packet fault',
    verb: 'disturb',
    object: 'the network',
    making: 'being disturbed',
    made: 'disturbed',
    inEffect: 'packet fault in effect',
    undoing: 'its end begins',
    undone: 'over',
    ended: 'restored',
  },
  look: { tone: 'fault-green', hatch: 'rising', glyph: 'M5 12h2.5v3H5zM8.8 9h2.5v6H8.8zM12.5 5H15v10h-2.5z' },
} as const satisfies Partial<FaultDescription>;
