/** Where a command runs an experiment: in this process, or in the server that already serves the data directory. */
import { present } from '@/lib/base/assert';
import type { ResolvedExperiment } from '@/lib/plan/experiment';
import type { ExperimentDetail } from '@/lib/protocol/api';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import { operator } from '@/lib/protocol/principal';
import { ClewError } from '../base/failure';
import type { Experiments } from '../jobs/experiments';
import type { ServerHost } from './run-host';

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
export function servedExperiments(server: ServerHost): ExperimentHost {
  return {
    submit: async ({ experiment }) => (await server.post('/api/experiments', experiment)) as ExperimentSummary,
    get: async (id) => {
      const response = await server.get(`/api/experiments/${id}`);
      if (!response.ok) throw new ClewError({ message: `${server.origin} answered ${response.status}` });
      return ((await response.json()) as ExperimentDetail).experiment;
    },
    stop: async (id) => {
      await server.post(`/api/experiments/${id}/stop`);
    },
  };
}
