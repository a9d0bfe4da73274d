'use client';

/** The page of one run: live while it goes on, and the same page afterwards. With a share token it is read only. */
export interface RunPageProps {
  readonly runId?: string | undefined;
  readonly shareToken?: string | undefined;
}

export function RunPage({ runId, shareToken }: RunPageProps) {
  return <main data-entries={0}>{runId ?? shareToken}</main>;
}
