/** What answers for runs that are judged again. */
import { ClewError } from '../../base/failure';
import type { Rejudging } from '../../jobs/rejudging';
import type { Runs } from '../../jobs/runs';
import type { Handlers } from './handler';
import { Refusal } from './refusal';
import { findRun } from './run-handlers';

export function rejudgingHandlers(runs: Runs, rejudging: Rejudging): Pick<Handlers, 'judgeRun' | 'readRejudging'> {
  return {
    judgeRun: async ({ params, by }) => {
      const run = await findRun(runs, params.id);
      // It says that it is over a moment before its lease is free.
      if (run.phase === 'done') await runs.ended(run.id);
      try {
        return rejudging.begin(run, by);
      } catch (error) {
        if (error instanceof ClewError) throw new Refusal(409, error.message);
        throw error;
      }
    },
    readRejudging: async ({ params }) => rejudging.state((await findRun(runs, params.id)).id),
  };
}
