/** What is behind a link as the server of the page tells it to anyone who has the token. For what is made on the server. */
import { headers } from 'next/headers';
import type { ExperimentDetail, RunDetail } from '@/lib/protocol/api';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import type { RunSummary } from '@/lib/protocol/run';

/** A preview is made while somebody waits, and the server asks itself. */
const patienceMs = 5_000;

/** By which name the request called this server: `http://127.0.0.1:3000`. */
export async function askedOrigin(): Promise<string> {
  return `http://${(await headers()).get('host')}`;
}

export async function sharedRun(token: string): Promise<RunSummary | undefined> {
  return (await shared<RunDetail>(encodeURIComponent(token)))?.run;
}

export async function sharedExperiment(token: string): Promise<ExperimentSummary | undefined> {
  return (await shared<ExperimentDetail>(`${encodeURIComponent(token)}/experiment`))?.experiment;
}

/** Nothing where the link is not valid, and where no answer came: the page itself can do without a preview. */
async function shared<Detail>(path: string): Promise<Detail | undefined> {
  try {
    const address = `${await askedOrigin()}/api/share/${path}`;
    const response = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(patienceMs) });
    if (response.ok) return (await response.json()) as Detail;
    if (response.status !== 404) console.warn(`a shared page has no preview: the server answered ${response.status}`);
  } catch (error) {
    console.warn('a shared page has no preview:', error);
  }
  return undefined;
}
