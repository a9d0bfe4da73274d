/** Where a page has the trend from, and whether its runs can be opened. */
import { trendEndpoints } from '@/lib/protocol/api/trend-endpoints';
import type { Trend } from '@/lib/protocol/trend';
import type { TrendOf } from '@/lib/protocol/trend-address';
import { request } from '../ui/request';

/** An operator names the plan, or a run of it; a viewer holds a link. */
export type TrendSource =
  | { readonly kind: 'own'; readonly of: TrendOf }
  | { readonly kind: 'share'; readonly token: string };

/** @param after what the page before said @throws RequestError */
export async function fetchTrend(source: TrendSource, after: string | undefined, signal: AbortSignal): Promise<Trend> {
  const { trend } = await ask(source, { query: after === undefined ? {} : { after }, signal });
  return trend;
}

function ask(source: TrendSource, how: { readonly query: { readonly after?: string }; readonly signal: AbortSignal }) {
  if (source.kind === 'share') {
    return request(trendEndpoints.readSharedTrend, { params: { token: source.token }, showsSignedOut: true, ...how });
  }
  const { plan, run } = source.of;
  return run === undefined
    ? request(trendEndpoints.readTrend, { params: { id: plan }, ...how })
    : request(trendEndpoints.readRunTrend, { params: { id: run }, ...how });
}
