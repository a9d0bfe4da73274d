'use client';
/** What can be done with a run of the list. */
import { useState } from 'react';
import { isImported } from '@/lib/plan/imported-plan';
import { compareAddress } from '@/lib/protocol/compare-address';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { trendPath } from '@/lib/protocol/trend-address';
import { useRunAgain } from '../run/use-run-again';
import { Deferred, usePart } from '../ui/deferred';
import { MenuButton, type MenuItem } from '../ui/menu';
import type { RunActs } from './use-run-acts';

const labelDialog = new Deferred(() => import('./label-dialog').then(({ LabelDialog }) => LabelDialog));

export function RunMenu({ run, acts }: { readonly run: RunSummary; readonly acts: RunActs }) {
  const [isLabelling, setLabelling] = useState<boolean>();
  const LabelDialog = usePart(labelDialog, isLabelling === true);
  const { isStarting, again } = useRunAgain(run);
  const isPinned = run.label?.isPinned === true;
  const isDeletable = run.phase === 'done' && run.experiment === undefined;
  const ofTest: readonly MenuItem[] = [
    { title: 'Run again, with a new seed', isDisabled: isStarting, onSelect: () => again('new') },
    { title: 'Edit and run again', href: `/new?from=${run.id}` },
  ];
  const items: readonly MenuItem[] = [
    ...(isImported(run.plan) ? [] : ofTest),
    { title: 'Compare with another run', href: compareAddress([run.id]) },
    ...(isImported(run.plan) ? [] : [{ title: 'Trend of its plan', href: trendPath({ run: run.id }) }]),
    { title: 'Name, tags and note', onSelect: () => setLabelling(true) },
    { title: isPinned ? 'Unpin' : 'Pin', onSelect: () => acts.pin(run, !isPinned) },
    run.label?.deletedAt === undefined
      ? { title: `Delete${deleteHint(run)}`, isDisabled: !isDeletable, onSelect: () => acts.remove(run) }
      : { title: 'Bring back', onSelect: () => acts.restore(run) },
  ];
  return (
    <>
      <MenuButton
        items={items}
        aria-label={`${nameOf(run)}: what can be done`}
        className="inline-flex size-8 items-center justify-center rounded-6 text-muted hover:bg-accent/12 hover:text-ink data-[state=open]:bg-accent/12"
      >
        <svg viewBox="0 0 16 16" className="size-4" fill="currentColor" aria-hidden="true">
          <circle cx="3" cy="8" r="1.4" />
          <circle cx="8" cy="8" r="1.4" />
          <circle cx="13" cy="8" r="1.4" />
        </svg>
      </MenuButton>
      {LabelDialog && isLabelling !== undefined && (
        <LabelDialog run={run} isOpen={isLabelling} setOpen={setLabelling} save={(change) => acts.label(run, change)} />
      )}
    </>
  );
}

function deleteHint(run: RunSummary): string {
  if (run.experiment) return ': its experiment needs it';
  return run.phase === 'done' ? '' : ': stop it first';
}
