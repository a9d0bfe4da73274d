/** Where a command runs an experiment: in this process, or in the server that already serves the data directory. */
import { present } from '@/lib/base/assert';
import type { ResolvedExperiment } from '@/lib/plan/experiment';
import { endpoints } from '@/lib/protocol/api/all-endpoints';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import { operator } from '@/lib/protocol/principal';
import type { Experiments } from '../jobs/experiments';
import type { ServerClient } from './server-client';

export interface ExperimentHost {
  submit(resolved: ResolvedExperiment): Promise<ExperimentSummary>;
  get(id: string): Promise<ExperimentSummary>;
  stop(id: string): Promise<void>;
}

export function localExperiments(experiments: Experiments): ExperimentHost {
  return {
    submit: (resolved) => experiments.submit(resolved, operator),
    get: async (id) => present(await experiments.get(id), `experiment ${id}`),
    stop: async (id) => {
      await experiments.stop(id, operator);
    },
  };
}

/** The server resolves the experiment again; with its seed and its titles it is the same one. */
export function servedExperiments(client: ServerClient): ExperimentHost {
  return {
    submit: ({ experiment }) => client.ask(endpoints.launchExperiment, { body: experiment }),
    get: async (id) => (await client.ask(endpoints.readExperiment, { params: { id } })).experiment,
    stop: async (id) => {
      await client.ask(endpoints.stopExperiment, { params: { id } });
    },
  };
}
