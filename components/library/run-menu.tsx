'use client';
/** What can be done with a run of the list. */
import Link from 'next/link';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { LabelDialog } from './label-dialog';
import type { RunActs } from './use-run-acts';

const item =
  'flex h-8 cursor-default items-center rounded-4 px-2 text-14 outline-none data-disabled:text-muted data-highlighted:bg-accent/12';

export function RunMenu({ run, acts }: { readonly run: RunSummary; readonly acts: RunActs }) {
  const [isLabelling, setLabelling] = useState(false);
  const isOver = run.phase === 'done';
  const isPinned = run.label?.isPinned === true;
  const isDeleted = run.label?.deletedAt !== undefined;
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger
          aria-label={`${nameOf(run)}: what can be done`}
          className="inline-flex size-8 items-center justify-center rounded-6 text-muted hover:bg-accent/12 hover:text-ink data-[state=open]:bg-accent/12"
        >
          <svg viewBox="0 0 16 16" className="size-4" fill="currentColor" aria-hidden="true">
            <circle cx="3" cy="8" r="1.4" />
            <circle cx="8" cy="8" r="1.4" />
            <circle cx="13" cy="8" r="1.4" />
          </svg>
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={4}
            collisionPadding={8}
            className="z-30 min-w-44 rounded-6 border border-line bg-raised p-1 text-ink shadow-popover"
          >
            <DropdownMenu.Item className={item} asChild>
              <Link href={`/new?from=${run.id}`}>Edit and run again</Link>
            </DropdownMenu.Item>
            <DropdownMenu.Item className={item} onSelect={() => setLabelling(true)}>
              Name, tags and note
            </DropdownMenu.Item>
            <DropdownMenu.Item className={item} onSelect={() => acts.pin(run, !isPinned)}>
              {isPinned ? 'Unpin' : 'Pin'}
            </DropdownMenu.Item>
            {isDeleted ? (
              <DropdownMenu.Item className={item} onSelect={() => acts.restore(run)}>
                Bring back
              </DropdownMenu.Item>
            ) : (
              <DropdownMenu.Item
                className={item}
                disabled={!isOver || run.experiment !== undefined}
                onSelect={() => acts.remove(run)}
              >
                Delete{deleteHint(run)}
              </DropdownMenu.Item>
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <LabelDialog run={run} isOpen={isLabelling} setOpen={setLabelling} save={(change) => acts.label(run, change)} />
    </>
  );
}

function deleteHint(run: RunSummary): string {
  if (run.experiment) return ': its experiment needs it';
  return run.phase === 'done' ? '' : ': stop it first';
}
