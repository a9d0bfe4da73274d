/** Which runs are compared, in the address: `/compare?runs=a,b,c`, in the order of the columns. */

/** As many as a person tells apart, and as there are kinds of lines. */
export const maxCompared = 6;

/** Each once; what is beyond the most is passed over. */
export function parseRuns(query: Pick<URLSearchParams, 'get'>): readonly string[] {
  const ids = (query.get('runs') ?? '').split(',').map((id) => id.trim());
  return [...new Set(ids.filter(Boolean))].slice(0, maxCompared);
}

export function compareAddress(ids: readonly string[]): string {
  return `/compare?runs=${ids.map(encodeURIComponent).join(',')}`;
}

/** `A` for the first. */
export function letterOf(place: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + place);
}
