/** Where a page has the trend from, and whether its runs can be opened. */
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { Trend } from '@/lib/protocol/trend';
import type { TrendOf } from '@/lib/protocol/trend-address';
import { request } from '../ui/request';

export type TrendSource = { readonly kind: 'own'; readonly of: TrendOf };

/** @param after what the page before said @throws RequestError */
export async function fetchTrend({ of }: TrendSource, after: string | undefined, signal: AbortSignal): Promise<Trend> {
  const query = after === undefined ? {} : { after };
  const { trend } =
    of.run === undefined
      ? await request(endpoints.readTrend, { params: { id: of.plan }, query, signal })
      : await request(endpoints.readRunTrend, { params: { id: of.run }, query, signal });
  return trend;
}
