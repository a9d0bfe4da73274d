/** Who waits for whom, and for how long: plain functions over the places of a queue. */
import type { Claim } from './cluster-queue';

export interface QueuePlace {
  readonly id: string;
  readonly claims: readonly Claim[];
  readonly isHolding: boolean;
}

/**
 * Those that a place waits for, on claims that have no room left: all that hold one, and those that wait for it longer, so that
 * none is overtaken.
 */
export function blockersOf<P extends QueuePlace>(place: P, places: readonly P[]): readonly P[] {
  const own = places.indexOf(place);
  const before = places.filter((other, at) => other !== place && (other.isHolding || at < own));
  return place.claims.flatMap(({ name, capacity }) => {
    const ahead = before.filter((other) => other.claims.some((claim) => claim.name === name));
    return ahead.length >= capacity ? ahead : [];
  });
}

/** The waiting ones that want something of what it wants, itself among them, in their order. */
export function lineOf<P extends QueuePlace>(place: P, places: readonly P[]): readonly P[] {
  const names = new Set(place.claims.map(({ name }) => name));
  return places.filter((other) => !other.isHolding && other.claims.some(({ name }) => names.has(name)));
}

/**
 * In how many milliseconds each waiting one begins, if every run takes what is expected of it. All at once and with counts
 * instead of `blockersOf`, whose rule it follows: a hundred runs wait, and each is shown with its start.
 *
 * @param takesMs of one that waits how long it will take, of one that holds what is left of that
 * @returns nothing for one that never begins
 */
export function waitsMs(places: readonly QueuePlace[], takesMs: (id: string) => number): ReadonlyMap<string, number> {
  const waits = new Map<string, number>();
  let left = places.map(({ id, claims, isHolding }) => ({ id, claims, endsAt: isHolding ? takesMs(id) : undefined }));
  for (let now = 0; ; ) {
    /** Of each claim, those that hold it and those that wait for it longer. */
    const ahead = new Map<string, number>();
    for (const { claims, endsAt } of left) if (endsAt !== undefined) countIn(ahead, claims);
    for (const each of left) {
      if (each.endsAt !== undefined) continue;
      if (each.claims.every(({ name, capacity }) => (ahead.get(name) ?? 0) < capacity)) {
        waits.set(each.id, now);
        each.endsAt = now + takesMs(each.id);
      }
      countIn(ahead, each.claims);
    }
    const ends = left.flatMap(({ endsAt }) => endsAt ?? []);
    if (ends.length === 0) return waits;
    now = Math.max(now, Math.min(...ends));
    left = left.filter(({ endsAt }) => endsAt === undefined || endsAt > now);
  }
}

function countIn(counts: Map<string, number>, claims: readonly Claim[]): void {
  for (const name of new Set(claims.map((claim) => claim.name))) counts.set(name, (counts.get(name) ?? 0) + 1);
}
