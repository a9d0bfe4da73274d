/** `clew export <experiment> --format csv|json`: an experiment as a table or as it is told, from the server or from the directory itself. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import { experimentCsv } from '@/lib/report/experiment-csv';
import { openWorkspace } from '../jobs/workspace';
import { ArgumentError } from './argument-error';
import { findServer, RefusedError } from './server-client';
import type { Terminal } from './terminal';

export const experimentFormats = {
  csv: { summary: 'of an experiment, a line a run', write: experimentCsv },
  json: {
    summary: 'of an experiment, all that is told of it',
    write: (experiment: ExperimentSummary) => `${JSON.stringify(experiment, null, 2)}\n`,
  },
} as const;

export type ExperimentFormat = keyof typeof experimentFormats;

/** @throws ArgumentError where there is no such experiment */
export async function experimentText(
  id: string,
  format: ExperimentFormat,
  data: string,
  err: Terminal['err'],
): Promise<string> {
  const client = await findServer(data, err);
  const experiment = client
    ? await client.ask(endpoints.readExperiment, { params: { id } }).then(
        (answer) => answer.experiment,
        (error: unknown) => {
          if (error instanceof RefusedError && error.status === 404) return undefined;
          throw error;
        },
      )
    : await readDirectory(data, id);
  if (!experiment) throw new ArgumentError(`there is no experiment ${id} in ${data}`);
  return experimentFormats[format].write(experiment);
}

async function readDirectory(data: string, id: string): Promise<ExperimentSummary | undefined> {
  if (!existsSync(join(data, 'store'))) throw new ArgumentError(`there are no runs in ${data}; choose with --data`);
  const openTestbed = () => Promise.reject(new Error('an export runs no test'));
  const workspace = await openWorkspace({ dataDirectory: data, openTestbed });
  try {
    return await workspace.experiments.get(id);
  } finally {
    await workspace.close();
  }
}
