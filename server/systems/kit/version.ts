/** Versions of programs, as they name themselves. */

/** `0.4.9+git` is not before 0.4.6. */
export function isBefore(version: string, other: string): boolean {
  const numbers = (text: string) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number);
  const [own, others] = [numbers(version), numbers(other)];
  for (const [place, number] of others.entries()) {
    const difference = (own[place] ?? 0) - number;
    if (difference !== 0) return difference < 0;
  }
  return false;
}
