/**
 * Seeded randomness as a value. Generators are pure, so the state of the random source travels with them: every draw
 * gives the number and the next state. The step is the 32-bit mulberry generator (public domain, Tommy Ettinger 2017).
 */
export interface Random {
  readonly state: number;
}

export interface Draw<T> {
  readonly value: T;
  readonly next: Random;
}

/** A source for a seed; equal seeds give equal sequences. Any finite number or string is a seed. */
export function randomFrom(seed: number | string): Random {
  let hash = 0x811c9dc5;
  for (const char of String(seed)) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return { state: hash >>> 0 };
}

/** An independent source for a named part, so that adding a draw in one part does not shift another. */
export function fork(random: Random, name: string): Random {
  return randomFrom(`${random.state}/${name}`);
}

/** A number in [0, 1). */
export function drawUnit(random: Random): Draw<number> {
  const state = (random.state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return { value: ((t ^ (t >>> 14)) >>> 0) / 4294967296, next: { state } };
}

/** A whole number in [0, bound). */
export function drawInt(random: Random, bound: number): Draw<number> {
  const { value, next } = drawUnit(random);
  return { value: Math.floor(value * bound), next };
}

/** The items in a random order (Fisher and Yates). The input is not changed. */
export function drawShuffle<T>(random: Random, items: readonly T[]): Draw<readonly T[]> {
  const shuffled = [...items];
  let current = random;
  for (let i = shuffled.length - 1; i > 0; i--) {
    const { value: j, next } = drawInt(current, i + 1);
    current = next;
    const a = shuffled[i] as T;
    shuffled[i] = shuffled[j] as T;
    shuffled[j] = a;
  }
  return { value: shuffled, next: current };
}
