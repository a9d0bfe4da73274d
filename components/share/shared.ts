/** What is behind a link as the server of the page tells it to anyone who has the token. For what is made on the server. */
import { headers } from 'next/headers';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import type { RunSummary } from '@/lib/protocol/run';
import { type SharedReader, sharedReader } from '@/lib/protocol/shared-reader';
import type { Trend } from '@/lib/protocol/trend';

/** Under which the server is known outside, or by which name the request called it: `http://127.0.0.1:3000`. */
export async function askedOrigin(): Promise<string> {
  return sharedReader()?.publicUrl ?? `http://${(await headers()).get('host')}`;
}

export function sharedRun(token: string): Promise<RunSummary | undefined> {
  return read((reader) => reader.run(token));
}

export function sharedExperiment(token: string): Promise<ExperimentSummary | undefined> {
  return read((reader) => reader.experiment(token));
}

export function sharedComparison(token: string): Promise<readonly RunSummary[] | undefined> {
  return read((reader) => reader.comparison(token));
}

export function sharedTrend(token: string): Promise<Trend | undefined> {
  return read((reader) => reader.trend(token));
}

/** Nothing where the link is not valid, and where no answer came: the page itself can do without a preview. */
async function read<T>(ask: (reader: SharedReader) => Promise<T | undefined>): Promise<T | undefined> {
  try {
    const reader = sharedReader();
    return reader && (await ask(reader));
  } catch (error) {
    console.warn('a shared page has no preview:', error);
    return undefined;
  }
}
