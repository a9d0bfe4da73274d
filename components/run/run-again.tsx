'use client';
/** The same test once more: now, or after a change. */
import Link from 'next/link';
import { useState } from 'react';
import type { Plan } from '@/lib/plan/plan';
import { ScheduleIt } from '../schedule/schedule-it';
import { Button } from '../ui/button';
import { Menu, MenuItem } from '../ui/menu';
import { useRunAgain } from './use-run-again';

export function RunAgain({ run }: { readonly run: { readonly id: string; readonly plan: Plan } }) {
  const { isStarting, again } = useRunAgain(run);
  const [isScheduling, setScheduling] = useState(false);
  return (
    <>
      <Menu
        trigger={
          <Button disabled={isStarting}>
            {isStarting ? 'Starting' : 'Run again'}
            <svg viewBox="0 0 12 12" className="ml-1.5 size-3" fill="none" stroke="currentColor" aria-hidden="true">
              <path d="M2.5 4.5 6 8l3.5-3.5" strokeWidth="1.5" />
            </svg>
          </Button>
        }
      >
        <MenuItem onSelect={() => again('new')}>Now, with a new seed</MenuItem>
        <MenuItem onSelect={() => again('same')}>Now, with the same seed ({run.plan.seed})</MenuItem>
        <MenuItem isLink>
          <Link href={`/new?from=${run.id}`}>Edit it first</Link>
        </MenuItem>
        <MenuItem onSelect={() => setScheduling(true)}>By the clock, as every night</MenuItem>
      </Menu>
      {isScheduling && <ScheduleIt plan={run.plan} close={() => setScheduling(false)} />}
    </>
  );
}
