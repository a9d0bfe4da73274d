/** What answers /api/experiments, and what a link to an experiment shows. */
import { randomInt } from 'node:crypto';
import { resolveExperiment } from '@/lib/plan/experiment';
import { seedBound } from '@/lib/plan/resolve';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import type { Guests } from '../../audience/guests';
import type { Experiments } from '../../jobs/experiments';
import type { Handlers } from './handler';
import { Refusal } from './refusal';
import { notValid } from './request-body';
import { invalidLink, linkOf } from './run-handlers';

type ExperimentHandlers = Pick<
  Handlers,
  | 'listExperiments'
  | 'launchExperiment'
  | 'readExperiment'
  | 'stopExperiment'
  | 'runRest'
  | 'shareExperiment'
  | 'unshareExperiment'
  | 'showExperimentPlaces'
  | 'readSharedExperiment'
>;

export function experimentHandlers(experiments: Experiments, guests: Guests): ExperimentHandlers {
  const find = async (id: string): Promise<ExperimentSummary> => {
    const experiment = await experiments.get(id);
    if (!experiment) throw new Refusal(404, `there is no experiment ${id}`);
    return experiment;
  };
  return {
    listExperiments: async () => ({ experiments: await experiments.list() }),
    launchExperiment: async ({ body, by }) => {
      const resolved = resolveExperiment(body, randomInt(seedBound));
      if (!resolved.ok) throw notValid('experiment', resolved.error);
      return experiments.submit(resolved.value, by);
    },
    readExperiment: async ({ params }) => {
      const experiment = await find(params.id);
      return { experiment, ...linkOf(await experiments.shareLink(experiment.id)) };
    },
    stopExperiment: async ({ params, by }) => {
      const experiment = await find(params.id);
      return (await experiments.stop(experiment.id, by)) ?? experiment;
    },
    runRest: async ({ params, by }) => {
      const experiment = await find(params.id);
      return (await experiments.runRest(experiment.id, by)) ?? experiment;
    },
    shareExperiment: async ({ params, by }) => ({
      token: await experiments.share((await find(params.id)).id, by),
    }),
    unshareExperiment: async ({ params, by }) => {
      await experiments.unshare((await find(params.id)).id, by);
      return undefined;
    },
    showExperimentPlaces: async ({ params, body, by }) => {
      await experiments.showPlaces((await find(params.id)).id, body.showsPlaces, by);
      return undefined;
    },
    readSharedExperiment: async ({ params }) => {
      const experiment = await guests.experiment(params.token);
      if (!experiment) throw invalidLink();
      return { experiment };
    },
  };
}
