/** What the server and the process of the pages say to each other, beside requests. */
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import type { LinkKind } from '@/lib/protocol/link';
import type { RunSummary } from '@/lib/protocol/run';
import type { Trend } from '@/lib/protocol/trend';

export type PagesMessage =
  /** It answers requests from now on. */
  | { readonly type: 'ready' }
  /** What is behind a link? */
  | { readonly type: 'read'; readonly id: number; readonly kind: LinkKind; readonly token: string };

export interface PagesAnswer {
  readonly id: number;
  readonly found?: RunSummary | ExperimentSummary | readonly RunSummary[] | Trend | undefined;
  /** Why it could not be read. */
  readonly error?: string;
}
