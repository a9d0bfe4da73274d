/** Where a page has its experiment from, and where its runs are. */
import { shareOfRun } from '@/lib/protocol/experiment';

/** An operator names it, a viewer holds a link. */
export type ExperimentSource =
  | { readonly kind: 'experiment'; readonly id: string }
  | { readonly kind: 'share'; readonly token: string };

export function addressOf(source: ExperimentSource): string {
  if (source.kind === 'experiment') return `/api/experiments/${encodeURIComponent(source.id)}`;
  return `/api/share/${encodeURIComponent(source.token)}/experiment`;
}

/** The page of a run of the experiment, for whoever looks at it. */
export function runPath(source: ExperimentSource, runId: string): string {
  return source.kind === 'experiment' ? `/runs/${runId}` : `/share/${shareOfRun(source.token, runId)}`;
}
