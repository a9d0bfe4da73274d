'use client';
import dynamic from 'next/dynamic';
import { NeedsHealing } from '../cluster/needs-healing';
import type { ReadyView } from './feed/run-feed';
import type { ServedSource } from './feed/run-source';
/** A run that a server has, with what can be done about it: all that a page loads after it has begun to ask for the run. */
import { RunActions } from './run-actions';
import { type RunTools, RunView } from './run-view';

/** Nobody who only looks pays for them. */
const tools: RunTools = {
  ByHand: dynamic(() => import('./by-hand').then(({ ByHand }) => ByHand), { ssr: false }),
  BookmarkDialog: dynamic(() => import('./bookmarks/bookmark-dialog').then(({ BookmarkDialog }) => BookmarkDialog), {
    ssr: false,
  }),
};

export function ServedRunView({ source, ...view }: ReadyView & { readonly source: ServedSource }) {
  return (
    <>
      {source.kind === 'run' && <NeedsHealing of={({ run }) => run === source.id} className="mx-4 my-3 lg:mx-6" />}
      <RunView {...view} source={source} actions={<RunActions run={view.run} source={source} />} tools={tools} />
    </>
  );
}
