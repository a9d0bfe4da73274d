import type { Grudge } from '@/lib/history/nemesis-value';
import type { Disturbance } from '@/lib/nemesis/disturbance';

/** The network between the nodes of a cluster. Several faults may hold a grudge at once; each is known by its id. */
export interface Net {
  /** Drop the packets that the grudge names, beside those of other ids; an earlier grudge of the same id is replaced. */
  cut(grudge: Grudge, id?: number): Promise<void>;
  /** Ends the grudge of one fault or, without an id, of all that ever were; safe at any time, any number of times. */
  heal(id?: number): Promise<void>;
}

export interface PacketNet extends Net {
  /**
   * Disturbs the packets that the nodes get from those that each is mapped to, until the id is healed.
   * @throws ClewError where the nodes cannot
   */
  disturb(links: Grudge, disturbance: Disturbance, id: number): Promise<void>;
}
