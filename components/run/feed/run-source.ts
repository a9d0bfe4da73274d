/** Where a page has its run from, and where the files of that run are. */

import type { NodeLogList } from '@/lib/protocol/api/answers';
import { pathOf } from '@/lib/protocol/api/endpoint';
import { endpoints, runFiles, sharedFiles } from '@/lib/protocol/api/endpoints';
import type { RunSummary } from '@/lib/protocol/run';
import { request } from '../../ui/request';

/** An operator names it, a viewer holds a link, and a saved file brings it along and has no server behind it. */
export type RunSource =
  | { readonly kind: 'run'; readonly id: string }
  | { readonly kind: 'share'; readonly token: string }
  | { readonly kind: 'file' };

/** The sources that a server answers for. */
export type ServedSource = Exclude<RunSource, { kind: 'file' }>;

/** @throws RequestError; the page itself shows a visitor who is not signed in */
export async function fetchRun(source: ServedSource, signal: AbortSignal): Promise<RunSummary> {
  const options = { signal, showsSignedOut: true };
  const { run } =
    source.kind === 'run'
      ? await request(endpoints.readRun, { ...options, params: { id: source.id } })
      : await request(endpoints.readSharedRun, { ...options, params: { token: source.token } });
  return run;
}

/** @throws RequestError */
export async function fetchLogs(source: ServedSource, signal: AbortSignal): Promise<NodeLogList['logs']> {
  const { logs } =
    source.kind === 'run'
      ? await request(endpoints.listLogs, { params: { id: source.id }, signal })
      : await request(endpoints.listSharedLogs, { params: { token: source.token }, signal });
  return logs;
}

/** The address of a file of the run: its history, its report. Nothing where no server has them. */
export function fileAddress(source: RunSource, file: Exclude<keyof typeof runFiles, 'log'>): string | undefined {
  if (source.kind === 'file') return undefined;
  if (source.kind === 'run') return pathOf(runFiles[file], { id: source.id });
  return pathOf(sharedFiles[file], { token: source.token });
}

export function logAddress(source: ServedSource, { node, file }: NodeLogList['logs'][number]): string {
  if (source.kind === 'run') return pathOf(runFiles.log, { id: source.id, node, file });
  return pathOf(sharedFiles.log, { token: source.token, node, file });
}
