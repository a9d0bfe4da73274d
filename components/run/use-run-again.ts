'use client';
/** Launches the plan of a run once more, and goes to the new run. */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { RunSummary } from '@/lib/protocol/run';
import type { SeedChoice } from '@/lib/protocol/schedule';
import { messageOf, request } from '../ui/request';
import { drawSeed } from '../ui/seed';
import { announce } from '../ui/status-region';

export function useRunAgain({ plan }: Pick<RunSummary, 'plan'>) {
  const router = useRouter();
  const [isStarting, setStarting] = useState(false);

  const again = async (seed: SeedChoice) => {
    setStarting(true);
    try {
      const run = await request(endpoints.launchRun, { body: seed === 'new' ? { ...plan, seed: drawSeed() } : plan });
      router.push(`/runs/${run.id}`);
    } catch (error) {
      announce(`The run was not started. ${messageOf(error)}`);
    } finally {
      setStarting(false);
    }
  };

  return { isStarting, again: (seed: SeedChoice) => void again(seed) };
}
