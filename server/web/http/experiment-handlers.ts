/** What answers /api/experiments, and what a link to an experiment shows. */
import { randomInt } from 'node:crypto';
import { resolveExperiment } from '@/lib/plan/experiment';
import { seedBound } from '@/lib/plan/resolve';
import { type ExperimentSummary, sharedExperiment } from '@/lib/protocol/experiment';
import type { Experiments } from '../../jobs/experiments';
import type { Handlers } from './handler';
import { Refusal } from './refusal';
import { notValid } from './request-body';

type ExperimentHandlers = Pick<
  Handlers,
  | 'listExperiments'
  | 'launchExperiment'
  | 'readExperiment'
  | 'stopExperiment'
  | 'runRest'
  | 'shareExperiment'
  | 'unshareExperiment'
  | 'readSharedExperiment'
>;

export function experimentHandlers(experiments: Experiments): ExperimentHandlers {
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
      const shareToken = await experiments.shareToken(experiment.id);
      return { experiment, ...(shareToken === undefined ? {} : { shareToken }) };
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
    readSharedExperiment: async ({ params }) => {
      const id = await experiments.findShare(params.token);
      const experiment = id === undefined ? undefined : await experiments.get(id);
      if (!experiment) throw new Refusal(404, 'this link is not valid, or not any more');
      return { experiment: sharedExperiment(experiment) };
    },
  };
}
