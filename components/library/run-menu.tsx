'use client';
/** What can be done with a run of the list. */
import Link from 'next/link';
import { useState } from 'react';
import { isImported } from '@/lib/plan/imported-plan';
import { compareAddress } from '@/lib/protocol/compare-address';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { trendPath } from '@/lib/protocol/trend-address';
import { useRunAgain } from '../run/use-run-again';
import { Menu, MenuItem } from '../ui/menu';
import { LabelDialog } from './label-dialog';
import type { RunActs } from './use-run-acts';

export function RunMenu({ run, acts }: { readonly run: RunSummary; readonly acts: RunActs }) {
  const [isLabelling, setLabelling] = useState(false);
  const { isStarting, again } = useRunAgain(run);
  const isOver = run.phase === 'done';
  const isPinned = run.label?.isPinned === true;
  const isDeleted = run.label?.deletedAt !== undefined;
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`${nameOf(run)}: what can be done`}
            className="inline-flex size-8 items-center justify-center rounded-6 text-muted hover:bg-accent/12 hover:text-ink data-[state=open]:bg-accent/12"
          >
            <svg viewBox="0 0 16 16" className="size-4" fill="currentColor" aria-hidden="true">
              <circle cx="3" cy="8" r="1.4" />
              <circle cx="8" cy="8" r="1.4" />
              <circle cx="13" cy="8" r="1.4" />
            </svg>
          </button>
        }
      >
        {!isImported(run.plan) && (
          <>
            <MenuItem isDisabled={isStarting} onSelect={() => again('new')}>
              Run again, with a new seed
            </MenuItem>
            <MenuItem isLink>
              <Link href={`/new?from=${run.id}`}>Edit and run again</Link>
            </MenuItem>
          </>
        )}
        <MenuItem isLink>
          <Link href={compareAddress([run.id])}>Compare with another run</Link>
        </MenuItem>
        {!isImported(run.plan) && (
          <MenuItem isLink>
            <Link href={trendPath({ run: run.id })}>Trend of its plan</Link>
          </MenuItem>
        )}
        <MenuItem onSelect={() => setLabelling(true)}>Name, tags and note</MenuItem>
        <MenuItem onSelect={() => acts.pin(run, !isPinned)}>{isPinned ? 'Unpin' : 'Pin'}</MenuItem>
        {isDeleted ? (
          <MenuItem onSelect={() => acts.restore(run)}>Bring back</MenuItem>
        ) : (
          <MenuItem isDisabled={!isOver || run.experiment !== undefined} onSelect={() => acts.remove(run)}>
            Delete{deleteHint(run)}
          </MenuItem>
        )}
      </Menu>
      <LabelDialog run={run} isOpen={isLabelling} setOpen={setLabelling} save={(change) => acts.label(run, change)} />
    </>
  );
}

function deleteHint(run: RunSummary): string {
  if (run.experiment) return ': its experiment needs it';
  return run.phase === 'done' ? '' : ': stop it first';
}
