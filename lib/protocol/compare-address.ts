/** Which runs are compared, in the address: `/compare?runs=a,b,c`, in the order of the columns. */

/** As many as a person tells apart, and as there are kinds of lines. */
export const maxCompared = 6;

export function compareAddress(ids: readonly string[]): string {
  return `/compare?runs=${ids.map(encodeURIComponent).join(',')}`;
}

/** What a link to a comparison is to; see `LinkSubject`. */
export function comparisonId(ids: readonly string[]): string {
  return ids.join(',');
}

export function runsOfComparison(id: string): readonly string[] {
  return id.split(',');
}

/** Each once; what is beyond the most is passed over. @param query of the address */
export function comparedRuns(query: { get(name: string): string | null }): readonly string[] {
  const ids = (query.get('runs') ?? '').split(',').map((id) => id.trim());
  return [...new Set(ids.filter(Boolean))].slice(0, maxCompared);
}

/** `A` for the first run that is compared. */
export function letterOf(place: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + place);
}
