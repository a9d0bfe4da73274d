/** What an operator does with links: makes, changes, revokes and lists them. */
import type { LinkSubject } from '@/lib/protocol/link';
import type { Experiments } from '../../jobs/experiments';
import type { Links } from '../../jobs/links';
import type { Runs } from '../../jobs/runs';
import { findExperiment } from './experiment-handlers';
import type { Handlers } from './handler';
import { findRun } from './run-handlers';

type LinkHandlers = Pick<
  Handlers,
  | 'listLinks'
  | 'shareRun'
  | 'unshareRun'
  | 'changeRunLink'
  | 'shareExperiment'
  | 'unshareExperiment'
  | 'changeExperimentLink'
>;

export interface LinkHandlersOptions {
  readonly links: Links;
  readonly runs: Runs;
  readonly experiments: Experiments;
}

export function linkHandlers({ links, runs, experiments }: LinkHandlersOptions): LinkHandlers {
  const toRun = async (id: string): Promise<LinkSubject> => ({ kind: 'run', id: (await findRun(runs, id)).id });
  const toExperiment = async (id: string): Promise<LinkSubject> => ({
    kind: 'experiment',
    id: (await findExperiment(experiments, id)).id,
  });
  return {
    listLinks: async () => ({ links: await links.list() }),
    shareRun: async ({ params, by }) => links.make(await toRun(params.id), by),
    unshareRun: async ({ params, by }) => {
      await links.revoke(await toRun(params.id), by);
      return undefined;
    },
    changeRunLink: async ({ params, body, by }) => {
      await links.change(await toRun(params.id), body, by);
      return undefined;
    },
    shareExperiment: async ({ params, by }) => links.make(await toExperiment(params.id), by),
    unshareExperiment: async ({ params, by }) => {
      await links.revoke(await toExperiment(params.id), by);
      return undefined;
    },
    changeExperimentLink: async ({ params, body, by }) => {
      await links.change(await toExperiment(params.id), body, by);
      return undefined;
    },
  };
}
