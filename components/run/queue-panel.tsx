'use client';
/** The place of a run that waits for its cluster, and about when it begins; an operator may move it. */
import { capitalised } from '@/lib/base/words';
import type { RunSummary } from '@/lib/protocol/run';
import { placeWords, startWords } from '@/lib/report/queue-words';
import { MoveButtons } from '../ui/move-buttons';
import { useNow } from '../ui/use-now';

/** What is told is no more exact. */
const tickMs = 5000;

export function QueuePanel({ run, isViewer }: { readonly run: RunSummary; readonly isViewer: boolean }) {
  const now = useNow(tickMs);
  const { behind, queue } = run;
  const start = queue && now !== undefined ? startWords(queue, now) : undefined;
  return (
    <section aria-label="Queue" className="flex flex-col gap-2 px-4 py-6 text-14 lg:px-6">
      {queue && (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span>
            <b>
              {capitalised(placeWords(queue))} in line{start === undefined ? '' : `, ${start}`}
            </b>
          </span>
          {!isViewer && <MoveButtons run={run} />}
        </p>
      )}
      {behind ? (
        <p>
          The cluster is held by{' '}
          {isViewer ? (
            <b>{behind.name}</b>
          ) : (
            <a href={`/runs/${behind.id}`} className="text-accent underline underline-offset-4">
              {behind.name}
            </a>
          )}
          . This run begins when {queue && queue.place > 1 ? 'that one and those before it are' : 'that one is'} over.
        </p>
      ) : (
        <p>This run begins as soon as the cluster is free.</p>
      )}
    </section>
  );
}
