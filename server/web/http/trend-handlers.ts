/** What answers for the trend of a plan, and what a link to one shows. */
import type { LinkSubject } from '@/lib/protocol/link';
import type { Trend } from '@/lib/protocol/trend';
import { trendBadge } from '@/lib/report/trend-badge';
import type { Guests } from '../../audience/guests';
import type { Links } from '../../jobs/links';
import type { Runs } from '../../jobs/runs';
import type { Trends } from '../../jobs/trends';
import { CursorError } from '../../store/library-order';
import type { Handlers } from './handler';
import { Refusal } from './refusal';
import { findRun, invalidLink } from './run-handlers';

type TrendHandlers = Pick<
  Handlers,
  'readTrend' | 'readRunTrend' | 'shareTrend' | 'unshareTrend' | 'changeTrendLink' | 'readSharedTrend' | 'readBadge'
>;

export interface TrendHandlersOptions {
  readonly runs: Runs;
  readonly trends: Trends;
  readonly links: Links;
  readonly guests: Guests;
}

/** All that a badge says is of the newest run, and of all that are counted. */
const ofBadge = { limit: 1 } as const;

export function trendHandlers({ runs, trends, links, guests }: TrendHandlersOptions): TrendHandlers {
  const withLink = async (key: string, page: Promise<Trend>) => {
    const trend = await read(page);
    const link = await links.find(to(key));
    return { trend, ...(link && { link }) };
  };
  return {
    readTrend: async ({ params, query }) => withLink(to(params.id).id, trends.page(params.id, query)),
    readRunTrend: async ({ params, query }) => {
      const { id } = await findRun(runs, params.id);
      const key = await trends.keyOf(id);
      if (key === undefined) {
        throw new Refusal(404, `run ${id} is a history that was brought: no other run is of its plan`);
      }
      return withLink(key, trends.page(key, query));
    },
    shareTrend: async ({ params, by }) => {
      const { plan } = await trends.page(to(params.id).id, ofBadge);
      if (!plan) throw new Refusal(404, `there is no run of a plan ${params.id}`);
      return links.make(to(params.id), by);
    },
    unshareTrend: async ({ params, by }) => {
      await links.revoke(to(params.id), by);
      return undefined;
    },
    changeTrendLink: async ({ params, body, by }) => {
      await links.change(to(params.id), body, by);
      return undefined;
    },
    readSharedTrend: async ({ params, query, pass }) => {
      const trend = await read(guests.trend(params.token, query, pass));
      if (!trend) throw invalidLink();
      return { trend };
    },
    readBadge: async ({ params, pass, setHeader }) => {
      const trend = await guests.trend(params.token, ofBadge, pass);
      if (!trend) throw invalidLink();
      // It is made to stand on pages of others.
      setHeader('cross-origin-resource-policy', 'cross-origin');
      return trendBadge(trend);
    },
  };
}

/** What a plan is the same by is a digest; nothing else has a trend. @throws Refusal 404 */
function to(key: string): LinkSubject {
  if (!/^[0-9a-f]{32}$/.test(key)) throw new Refusal(404, 'there is no such trend');
  return { kind: 'trend', id: key };
}

/** @throws Refusal 400 */
async function read<T>(page: Promise<T>): Promise<T> {
  try {
    return await page;
  } catch (error) {
    throw error instanceof CursorError ? new Refusal(400, `after: ${error.message}`) : error;
  }
}
