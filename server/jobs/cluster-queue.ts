/**
 * Who may use which cluster: one run at a time, in the order in which they came. A run claims everything it will touch
 * at once, so two runs never wait for each other.
 */
import type { Plan } from '@/lib/plan/plan';

/**
 * The runs that wait for a cluster, and those that hold one. Asynchronous, so that a queue in a database, which several
 * servers share, can take the place of this process's own.
 */
export interface RunQueue {
  enter(id: string, claims: readonly Claim[]): Promise<void>;
  leave(id: string): Promise<void>;
  /** Lets every run hold its claims that now can. @returns those that may start, in the order of arrival */
  admit(): Promise<readonly string[]>;
  /** The run that a waiting one is behind: one that holds what it needs, else one that waits for it longer. */
  behind(id: string): Promise<string | undefined>;
}

/** Something that a run holds while it goes on. */
export interface Claim {
  readonly name: string;
  /** Runs that may hold it at the same time. */
  readonly capacity: number;
}

/** In-memory clusters share nothing but this process's time; more at once would measure each other. */
const maxMemoryRuns = 4;

/** One lab and one embedded cluster a server: their nodes share the machine, and a second one would slow the first. */
export function claimsOf({ cluster }: Plan): readonly Claim[] {
  switch (cluster.type) {
    case 'lab':
      return [{ name: 'lab', capacity: 1 }];
    case 'embedded':
      return [{ name: 'embedded', capacity: 1 }];
    case 'memory':
      return [{ name: 'memory', capacity: maxMemoryRuns }];
    case 'ssh':
      return cluster.nodes.map((node) => ({ name: `ssh ${node.host}:${node.port}`, capacity: 1 }));
  }
}

interface Place {
  readonly id: string;
  readonly claims: readonly Claim[];
  isHolding: boolean;
}

/** Of this process alone. */
export class ClusterQueue implements RunQueue {
  /** In the order of arrival. */
  readonly #places = new Map<string, Place>();

  async enter(id: string, claims: readonly Claim[]): Promise<void> {
    this.#places.set(id, { id, claims, isHolding: false });
  }

  async leave(id: string): Promise<void> {
    this.#places.delete(id);
  }

  async admit(): Promise<readonly string[]> {
    const admitted: string[] = [];
    for (const place of this.#places.values()) {
      if (place.isHolding || this.#blockers(place).length > 0) continue;
      place.isHolding = true;
      admitted.push(place.id);
    }
    return admitted;
  }

  async behind(id: string): Promise<string | undefined> {
    const place = this.#places.get(id);
    if (!place || place.isHolding) return undefined;
    const blockers = this.#blockers(place);
    return (blockers.find((blocker) => blocker.isHolding) ?? blockers[0])?.id;
  }

  /** Those before it on a claim that has no room left. Waiting ones count, so that none is overtaken. */
  #blockers(place: Place): readonly Place[] {
    const earlier: Place[] = [];
    for (const other of this.#places.values()) {
      if (other.id === place.id) break;
      earlier.push(other);
    }
    return place.claims.flatMap(({ name, capacity }) => {
      const ahead = earlier.filter((other) => other.claims.some((claim) => claim.name === name));
      return ahead.length >= capacity ? ahead : [];
    });
  }
}
