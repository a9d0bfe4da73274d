import type { Grudge } from '@/lib/history/nemesis-value';

/** The network between the nodes of a cluster. Several faults may hold a grudge at once; each is known by its id. */
export interface Net {
  /** Drop the packets that the grudge names, beside those of other ids; an earlier grudge of the same id is replaced. */
  cut(grudge: Grudge, id?: number): Promise<void>;
  /** Ends the grudge of one fault or, without an id, of all that ever were; safe at any time, any number of times. */
  heal(id?: number): Promise<void>;
}
