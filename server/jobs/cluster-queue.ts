/**
 * Who may use which cluster: one run at a time, in the order in which they came or were put by a person. A run claims
 * everything it will touch at once, so two runs never wait for each other.
 */
import type { Plan } from '@/lib/plan/plan';
import type { QueueMove } from '@/lib/protocol/queue';
import { blockersOf, lineOf, type QueuePlace } from './queue-line';

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
  /** All, in the order in which they are let in. */
  places(): Promise<readonly QueuePlace[]>;
  /** Past the next one that wants the same. @returns false where it does not wait, or none is there */
  move(id: string, direction: QueueMove): Promise<boolean>;
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

/** Of this process alone. */
export class ClusterQueue implements RunQueue {
  /** In the order of arrival, but for those that were moved. */
  #places: readonly QueuePlace[] = [];

  async enter(id: string, claims: readonly Claim[]): Promise<void> {
    this.#places = [...this.#places, { id, claims, isHolding: false }];
  }

  async leave(id: string): Promise<void> {
    this.#places = this.#places.filter((place) => place.id !== id);
  }

  async admit(): Promise<readonly string[]> {
    const admitted: string[] = [];
    for (const { id } of this.#places) {
      const place = this.#placeOf(id);
      if (!place || place.isHolding || blockersOf(place, this.#places).length > 0) continue;
      this.#places = this.#places.map((each) => (each === place ? { ...place, isHolding: true } : each));
      admitted.push(id);
    }
    return admitted;
  }

  async behind(id: string): Promise<string | undefined> {
    const place = this.#placeOf(id);
    if (!place || place.isHolding) return undefined;
    const blockers = blockersOf(place, this.#places);
    return (blockers.find((blocker) => blocker.isHolding) ?? blockers[0])?.id;
  }

  async places(): Promise<readonly QueuePlace[]> {
    return this.#places;
  }

  async move(id: string, direction: QueueMove): Promise<boolean> {
    const place = this.#placeOf(id);
    if (!place || place.isHolding) return false;
    const line = lineOf(place, this.#places);
    const neighbour = line[line.indexOf(place) + (direction === 'up' ? -1 : 1)];
    if (!neighbour) return false;
    const others = this.#places.filter((each) => each !== place);
    const at = others.indexOf(neighbour) + (direction === 'up' ? 0 : 1);
    this.#places = [...others.slice(0, at), place, ...others.slice(at)];
    return true;
  }

  #placeOf(id: string): QueuePlace | undefined {
    return this.#places.find((place) => place.id === id);
  }
}
