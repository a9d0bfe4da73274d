/** Where the trend of a plan is: `/trends?plan=<key>`, or `/trends?run=<id>` for that of a run's plan, with the run marked. */

export type TrendOf =
  | { readonly plan: string; readonly run?: undefined }
  | { readonly run: string; readonly plan?: undefined };

export function trendPath(of: TrendOf): string {
  return of.run === undefined
    ? `/trends?plan=${encodeURIComponent(of.plan)}`
    : `/trends?run=${encodeURIComponent(of.run)}`;
}

/** Nothing where the address names neither. @param query of the address */
export function trendIn(query: { get(name: string): string | null }): TrendOf | undefined {
  const [plan, run] = [query.get('plan'), query.get('run')];
  if (run) return { run };
  return plan ? { plan } : undefined;
}
