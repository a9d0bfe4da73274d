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
 * In how many milliseconds it begins, if every run takes what is expected of it.
 *
 * @param takesMs of one that waits how long it will take, of one that holds what is left of that
 */
export function waitMs(place: QueuePlace, places: readonly QueuePlace[], takesMs: (id: string) => number): number {
  let left = places.map((each) => ({ ...each, endsAt: each.isHolding ? takesMs(each.id) : undefined }));
  for (let now = 0; ; ) {
    for (const each of left) {
      if (each.isHolding || blockersOf(each, left).length > 0) continue;
      if (each.id === place.id) return now;
      Object.assign(each, { isHolding: true, endsAt: now + takesMs(each.id) });
    }
    const ends = left.flatMap(({ endsAt }) => endsAt ?? []);
    if (ends.length === 0) return now;
    now = Math.max(now, Math.min(...ends));
    left = left.filter(({ endsAt }) => endsAt === undefined || endsAt > now);
  }
}
