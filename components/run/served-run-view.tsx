'use client';
/** A run that a server has, with what can be done about it: all that a page loads after it has begun to ask for the run. */
import { NeedsHealing } from '../cluster/needs-healing';
import { deferred } from '../ui/deferred';
import type { ReadyView } from './feed/run-feed';
import type { ServedSource } from './feed/run-source';
import { RunActions } from './run-actions';
import { type RunTools, RunView } from './run-view';

/** Nobody who only looks pays for them. */
const tools: RunTools = {
  ByHand: deferred(() => import('./by-hand').then(({ ByHand }) => ByHand)),
  BookmarkDialog: deferred(() => import('./bookmarks/bookmark-dialog').then(({ BookmarkDialog }) => BookmarkDialog)),
};

export function ServedRunView({ source, ...view }: ReadyView & { readonly source: ServedSource }) {
  return (
    <>
      {source.kind === 'run' && <NeedsHealing of={({ run }) => run === source.id} className="mx-4 my-3 lg:mx-6" />}
      <RunView {...view} source={source} actions={<RunActions run={view.run} source={source} />} tools={tools} />
    </>
  );
}
