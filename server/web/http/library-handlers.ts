/** What answers for the library: pages of runs, and what people keep with a run. */
import { KeptRunError, type Library } from '../../jobs/library';
import type { Runs } from '../../jobs/runs';
import { CursorError } from '../../store/library-order';
import type { Handlers } from './handler';
import { Refusal, refusalOf } from './refusal';
import { findRun } from './run-handlers';

type LibraryHandlers = Pick<
  Handlers,
  'listRuns' | 'countRuns' | 'labelRun' | 'putBookmark' | 'removeBookmark' | 'deleteRun' | 'restoreRun'
>;

export function libraryHandlers(runs: Runs, library: Library): LibraryHandlers {
  return {
    listRuns: async ({ query }) => {
      try {
        return await runs.page(query);
      } catch (error) {
        throw error instanceof CursorError ? new Refusal(400, `after: ${error.message}`) : error;
      }
    },
    countRuns: ({ query }) => library.facets(query),
    labelRun: async ({ params, body }) => {
      const { id } = await findRun(runs, params.id);
      await library.label(id, body);
      return findRun(runs, id);
    },
    putBookmark: async ({ params, body }) => {
      const { id } = await findRun(runs, params.id);
      await library.putBookmark(id, body).catch(refuseKept);
      return findRun(runs, id);
    },
    removeBookmark: async ({ params }) => {
      const { id } = await findRun(runs, params.id);
      await library.removeBookmark(id, params.bookmark);
      return undefined;
    },
    deleteRun: async ({ params, by }) => {
      const { id } = await findRun(runs, params.id);
      await library.remove(id, by).catch(refuseKept);
      return undefined;
    },
    restoreRun: async ({ params, by }) => {
      const { id } = await findRun(runs, params.id);
      await library.restore(id, by);
      return findRun(runs, id);
    },
  };
}

function refuseKept(error: unknown): never {
  throw error instanceof KeptRunError ? new Refusal(409, refusalOf(error).message) : error;
}
