/** Where a page has its experiment from, and where its runs are. */
import { endpoints } from '@/lib/protocol/api/endpoints';
import { type ExperimentSummary, shareOfRun } from '@/lib/protocol/experiment';
import { request } from '../ui/request';

/** An operator names it, a viewer holds a link. */
export type ExperimentSource =
  | { readonly kind: 'experiment'; readonly id: string }
  | { readonly kind: 'share'; readonly token: string };

/** @throws RequestError */
export async function fetchExperiment(source: ExperimentSource, signal: AbortSignal): Promise<ExperimentSummary> {
  const { experiment } =
    source.kind === 'experiment'
      ? await request(endpoints.readExperiment, { params: { id: source.id }, signal })
      : await request(endpoints.readSharedExperiment, { params: { token: source.token }, signal });
  return experiment;
}

/** The page of a run of the experiment, as the viewer may see it. */
export function runPath(source: ExperimentSource, runId: string): string {
  return source.kind === 'experiment' ? `/runs/${runId}` : `/share/${shareOfRun(source.token, runId)}`;
}
