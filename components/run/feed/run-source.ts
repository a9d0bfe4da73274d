/** Where a page has its run from, and where the files of that run are. */

/** An operator names it, a viewer holds a link, and a saved file brings it along and has no server behind it. */
export type RunSource =
  | { readonly kind: 'run'; readonly id: string }
  | { readonly kind: 'share'; readonly token: string }
  | { readonly kind: 'file' };

/** The sources that a server answers for. */
export type ServedSource = Exclude<RunSource, { kind: 'file' }>;

export function addressOf(source: ServedSource): string {
  return source.kind === 'run' ? `/api/runs/${source.id}` : `/api/share/${encodeURIComponent(source.token)}`;
}

/** The address of a file of the run: its history, its report, its logs. Nothing where no server has them. */
export function fileAddress(source: RunSource, file: string): string | undefined {
  return source.kind === 'file' ? undefined : `${addressOf(source)}/${file}`;
}
