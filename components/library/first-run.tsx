'use client';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
/** The library before there is anything in it: what Clew is for, and one button that shows it. */
import { endpoints } from '@/lib/protocol/api/endpoints';
import { Button } from '../ui/button';
import { messageOf, request } from '../ui/request';
import { drawSeed } from '../ui/seed';

export function FirstRun() {
  const router = useRouter();
  const [isStarting, setStarting] = useState(false);
  const [failure, setFailure] = useState<string>();

  const start = async () => {
    setStarting(true);
    setFailure(undefined);
    try {
      // No other button of the page launches a plan.
      const { demoPreset, presetNamed } = await import('@/lib/plan/presets');
      const plan = { ...presetNamed(demoPreset)?.plan, seed: drawSeed() };
      const run = await request(endpoints.launchRun, { body: plan });
      router.push(`/runs/${run.id}`);
    } catch (error) {
      setFailure(messageOf(error));
      setStarting(false);
    }
  };

  return (
    <section className="mx-auto max-w-xl py-20 text-center">
      <p className="mb-6 text-16">
        Nothing has run yet: start with five real etcd nodes on this machine, cut in half again and again, and see
        whether they keep their promise.
      </p>
      <Button kind="primary" onClick={() => void start()} disabled={isStarting}>
        {isStarting ? 'Starting' : 'Run the stale read of 2014'}
      </Button>
      {failure && (
        <p role="alert" className="mt-4 text-invalid">
          {failure}
        </p>
      )}
    </section>
  );
}
