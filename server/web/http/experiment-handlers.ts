/** What answers /api/experiments, and what a link to an experiment shows. */
import { randomInt } from 'node:crypto';
import { resolveExperiment } from '@/lib/plan/experiment';
import { seedBound } from '@/lib/plan/seed';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import type { Guests } from '../../audience/guests';
import type { Clusters } from '../../jobs/clusters';
import type { Experiments } from '../../jobs/experiments';
import type { Links } from '../../jobs/links';
import { filled } from './cluster-handlers';
import type { Handlers } from './handler';
import { Refusal } from './refusal';
import { notValid } from './request-body';
import { invalidLink } from './run-handlers';

type ExperimentHandlers = Pick<
  Handlers,
  'listExperiments' | 'launchExperiment' | 'readExperiment' | 'stopExperiment' | 'runRest' | 'readSharedExperiment'
>;

export interface ExperimentHandlersOptions {
  readonly experiments: Experiments;
  readonly links: Links;
  readonly guests: Guests;
  readonly clusters: Clusters;
}

export function experimentHandlers({
  experiments,
  links,
  guests,
  clusters,
}: ExperimentHandlersOptions): ExperimentHandlers {
  const find = (id: string) => findExperiment(experiments, id);
  return {
    listExperiments: async () => ({ experiments: await experiments.list() }),
    launchExperiment: async ({ body, by }) => {
      const resolved = resolveExperiment(await filled(clusters, body), randomInt(seedBound));
      if (!resolved.ok) throw notValid('experiment', resolved.error);
      return experiments.submit(resolved.value, by);
    },
    readExperiment: async ({ params }) => {
      const experiment = await find(params.id);
      const link = await links.find({ kind: 'experiment', id: experiment.id });
      return { experiment, ...(link && { link }) };
    },
    stopExperiment: async ({ params, by }) => {
      const experiment = await find(params.id);
      return (await experiments.stop(experiment.id, by)) ?? experiment;
    },
    runRest: async ({ params, by }) => {
      const experiment = await find(params.id);
      return (await experiments.runRest(experiment.id, by)) ?? experiment;
    },
    readSharedExperiment: async ({ params, pass }) => {
      const experiment = await guests.experiment(params.token, pass);
      if (!experiment) throw invalidLink();
      return { experiment };
    },
  };
}

/** @throws Refusal 404 */
export async function findExperiment(experiments: Experiments, id: string): Promise<ExperimentSummary> {
  const experiment = await experiments.get(id);
  if (!experiment) throw new Refusal(404, `there is no experiment ${id}`);
  return experiment;
}
