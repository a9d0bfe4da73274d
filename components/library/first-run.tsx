'use client';
/** The library before there is anything in it: what Clew is for, three tests that show it, and the way for a history. */
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { present } from '@/lib/base/assert';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { Button } from '../ui/button';
import { QuietLink } from '../ui/quiet-link';
import { messageOf, request } from '../ui/request';
import { drawSeed } from '../ui/seed';

/** By the name of the preset; the first is the one that a person came for. */
const ways = [
  { preset: 'etcd-register', title: 'Run the stale read of 2014' },
  { preset: 'antietcd-stale', title: 'Run it without root' },
  { preset: 'memory-stale-read', title: 'Run one in memory' },
] as const;

export function FirstRun() {
  const router = useRouter();
  const [started, setStarted] = useState<string>();
  const [failure, setFailure] = useState<string>();

  const start = async (preset: string) => {
    setStarted(preset);
    setFailure(undefined);
    try {
      // No other button of the page launches a plan.
      const { presetNamed } = await import('@/lib/plan/presets');
      const { plan } = present(presetNamed(preset), `the preset ${preset}`);
      const run = await request(endpoints.launchRun, { body: { ...plan, seed: drawSeed() } });
      router.push(`/runs/${run.id}`);
    } catch (error) {
      setFailure(messageOf(error));
      setStarted(undefined);
    }
  };

  return (
    <section className="mx-auto max-w-xl py-20 text-center">
      <p className="mb-6 text-16">
        Nothing has run yet: start with five real etcd nodes on this machine, cut in half again and again, and see
        whether they keep their promise.
      </p>
      <div className="flex flex-wrap justify-center gap-3">
        {ways.map(({ preset, title }, place) => (
          <Button
            key={preset}
            kind={place === 0 ? 'primary' : 'plain'}
            onClick={() => void start(preset)}
            disabled={started !== undefined}
          >
            {started === preset ? 'Starting' : title}
          </Button>
        ))}
      </div>
      <p className="mt-6 text-14 text-muted">
        Without root the nodes are five processes that run AntiEtcd; in memory there are none. Or{' '}
        <QuietLink href="/check" className="text-accent underline">
          bring a history
        </QuietLink>{' '}
        that another program recorded.
      </p>
      {failure && (
        <p role="alert" className="mt-4 text-invalid">
          {failure}
        </p>
      )}
    </section>
  );
}
