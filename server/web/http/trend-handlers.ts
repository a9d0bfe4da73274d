/** What answers for the trend of a plan. */
import type { Runs } from '../../jobs/runs';
import type { Trends } from '../../jobs/trends';
import { CursorError } from '../../store/library-order';
import type { Handlers } from './handler';
import { Refusal } from './refusal';
import { findRun } from './run-handlers';

export function trendHandlers(runs: Runs, trends: Trends): Pick<Handlers, 'readTrend' | 'readRunTrend'> {
  return {
    readTrend: async ({ params, query }) => ({ trend: await read(trends.page(params.id, query)) }),
    readRunTrend: async ({ params, query }) => {
      const { id } = await findRun(runs, params.id);
      const key = await trends.keyOf(id);
      if (key === undefined)
        throw new Refusal(404, `run ${id} is a history that was brought: no other run is of its plan`);
      return { trend: await read(trends.page(key, query)) };
    },
  };
}

/** @throws Refusal 400 */
async function read<T>(page: Promise<T>): Promise<T> {
  try {
    return await page;
  } catch (error) {
    throw error instanceof CursorError ? new Refusal(400, `after: ${error.message}`) : error;
  }
}
