'use client';
import { NeedsHealing } from '../cluster/needs-healing';
import type { ReadyView } from './feed/run-feed';
import type { ServedSource } from './feed/run-source';
/** A run that a server has, with what can be done about it: all that a page loads after it has begun to ask for the run. */
import { RunActions } from './run-actions';
import { RunView } from './run-view';

export function ServedRunView({ source, ...view }: ReadyView & { readonly source: ServedSource }) {
  return (
    <>
      {source.kind === 'run' && <NeedsHealing of={({ run }) => run === source.id} className="mx-4 my-3 lg:mx-6" />}
      <RunView {...view} source={source} actions={<RunActions run={view.run} source={source} />} />
    </>
  );
}
