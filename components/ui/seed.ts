/** A new seed, from the browser: nothing in lib is random. */
import { seedBound } from '@/lib/plan/seed';

export function drawSeed(): number {
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  return drawn % seedBound;
}
