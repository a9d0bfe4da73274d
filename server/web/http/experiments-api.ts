/** Everything under /api/experiments, and what a link to one shows. */
import { randomInt } from 'node:crypto';
import { resolveExperiment } from '@/lib/plan/experiment';
import { seedBound } from '@/lib/plan/resolve';
import type { ExperimentDetail, ExperimentList } from '@/lib/protocol/api';
import { type ExperimentSummary, sharedExperiment } from '@/lib/protocol/experiment';
import type { Experiments } from '../../jobs/experiments';
import { ApiError } from './api-error';
import { notValid, readJson } from './body';
import { json } from './reply';
import { anyone, operator, type Route } from './route';

export function experimentRoutes(experiments: Experiments): readonly Route[] {
  const find = async (id: string | undefined): Promise<ExperimentSummary> => {
    const experiment = id === undefined ? undefined : await experiments.get(id);
    if (!experiment) throw new ApiError(404, `there is no experiment ${id}`);
    return experiment;
  };
  return [
    operator('GET', '/api/experiments', async () =>
      json({ experiments: await experiments.list() } satisfies ExperimentList),
    ),
    operator('POST', '/api/experiments', async ({ incoming, by }) => {
      const resolved = resolveExperiment(await readJson(incoming), randomInt(seedBound));
      if (!resolved.ok) throw notValid('experiment', resolved.error);
      return json(await experiments.submit(resolved.value, by), 201);
    }),
    operator('GET', '/api/experiments/:id', async ({ params }) => {
      const experiment = await find(params.id);
      const shareToken = await experiments.shareToken(experiment.id);
      return json({ experiment, ...(shareToken === undefined ? {} : { shareToken }) } satisfies ExperimentDetail);
    }),
    operator('POST', '/api/experiments/:id/stop', async ({ params, by }) => {
      const experiment = await find(params.id);
      return json((await experiments.stop(experiment.id, by)) ?? experiment, 202);
    }),
    operator('POST', '/api/experiments/:id/rest', async ({ params, by }) => {
      const experiment = await find(params.id);
      return json((await experiments.runRest(experiment.id, by)) ?? experiment, 202);
    }),
    operator('POST', '/api/experiments/:id/share', async ({ params, by }) => {
      const experiment = await find(params.id);
      return json({ token: await experiments.share(experiment.id, by) });
    }),
    operator('DELETE', '/api/experiments/:id/share', async ({ params, by }) => {
      await experiments.unshare((await find(params.id)).id, by);
      return { status: 204 };
    }),
    anyone('GET', '/api/share/:token/experiment', async ({ params }) => {
      const id = params.token === undefined ? undefined : await experiments.findShare(params.token);
      const experiment = id === undefined ? undefined : await experiments.get(id);
      if (!experiment) throw new ApiError(404, 'this link is not valid, or not any more');
      return json({ experiment: sharedExperiment(experiment) } satisfies ExperimentDetail);
    }),
  ];
}
