'use client';
/** The same test once more: now, or after a change. */
import { useState } from 'react';
import type { Plan } from '@/lib/plan/plan';
import { ScheduleIt } from '../schedule/schedule-it';
import { buttonClass } from '../ui/button';
import { MenuButton, OpensMenu } from '../ui/menu';
import { useRunAgain } from './use-run-again';

export function RunAgain({ run }: { readonly run: { readonly id: string; readonly plan: Plan } }) {
  const { isStarting, again } = useRunAgain(run);
  const [isScheduling, setScheduling] = useState(false);
  return (
    <>
      <MenuButton
        disabled={isStarting}
        className={buttonClass('plain')}
        items={[
          { title: 'Now, with a new seed', onSelect: () => again('new') },
          { title: `Now, with the same seed (${run.plan.seed})`, onSelect: () => again('same') },
          { title: 'Edit it first', href: `/new?from=${run.id}` },
          { title: 'By the clock, as every night', onSelect: () => setScheduling(true) },
        ]}
      >
        {isStarting ? 'Starting' : 'Run again'}
        <OpensMenu />
      </MenuButton>
      {isScheduling && <ScheduleIt plan={run.plan} close={() => setScheduling(false)} />}
    </>
  );
}
