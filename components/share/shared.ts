/** What is behind a link as the server of the page tells it to anyone who has the token. For what is made on the server. */
import { headers } from 'next/headers';
import { type AnswerOf, pathOf, readAnswer } from '@/lib/protocol/api/endpoint';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import type { RunSummary } from '@/lib/protocol/run';

/** A preview is made while somebody waits, and the server asks itself. */
const patienceMs = 5_000;

/** By which name the request called this server: `http://127.0.0.1:3000`. */
export async function askedOrigin(): Promise<string> {
  return `http://${(await headers()).get('host')}`;
}

export async function sharedRun(token: string): Promise<RunSummary | undefined> {
  return (await shared(endpoints.readSharedRun, token))?.run;
}

export async function sharedExperiment(token: string): Promise<ExperimentSummary | undefined> {
  return (await shared(endpoints.readSharedExperiment, token))?.experiment;
}

type SharedEndpoint = typeof endpoints.readSharedRun | typeof endpoints.readSharedExperiment;

/** Nothing where the link is not valid, and where no answer came: the page itself can do without a preview. */
async function shared<E extends SharedEndpoint>(endpoint: E, token: string): Promise<AnswerOf<E> | undefined> {
  try {
    const path = pathOf<SharedEndpoint>(endpoint, { token });
    const response = await fetch(`${await askedOrigin()}${path}`, {
      cache: 'no-store',
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    const answer = readAnswer(endpoint, await response.text());
    if (!answer.ok) throw new Error(answer.error);
    return answer.value;
  } catch (error) {
    console.warn('a shared page has no preview:', error);
    return undefined;
  }
}
