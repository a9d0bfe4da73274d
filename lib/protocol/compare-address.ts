/** Which runs are compared, in the address: `/compare?runs=a,b,c`, in the order of the columns. */

/** As many as a person tells apart, and as there are kinds of lines. */
export const maxCompared = 6;

export function compareAddress(ids: readonly string[]): string {
  return `/compare?runs=${ids.map(encodeURIComponent).join(',')}`;
}

/** Each once; what is beyond the most is passed over. @param query of the address */
export function comparedRuns(query: { get(name: string): string | null }): readonly string[] {
  const ids = (query.get('runs') ?? '').split(',').map((id) => id.trim());
  return [...new Set(ids.filter(Boolean))].slice(0, maxCompared);
}
