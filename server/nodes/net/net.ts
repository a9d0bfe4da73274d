import type { Grudge } from '@/lib/history/fault';

/** The network between the nodes of a cluster. */
export interface Net {
  /** Drop the packets that the grudge names. Replaces any earlier grudge. */
  cut(grudge: Grudge): Promise<void>;
  /** Remove everything that `cut` put in place; safe to call at any time, any number of times. */
  heal(): Promise<void>;
}
