'use client';
/** The runs that wait for their cluster, in the order in which they begin, above the list of all. */
import { useCallback, useEffect, useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { startWords } from '@/lib/report/queue-words';
import { systemTitle } from '@/lib/report/run-words';
import { Button } from '../ui/button';
import { MoveButtons } from '../ui/move-buttons';
import { QuietLink } from '../ui/quiet-link';
import { messageOf, request } from '../ui/request';
import { announce } from '../ui/status-region';
import { useNow } from '../ui/use-now';

/** What is told is no more exact. */
const tickMs = 5000;

/** @param changes rises when runs began, ended or were moved */
export function QueueList({ changes }: { readonly changes: number }) {
  const [runs, setRuns] = useState<readonly RunSummary[]>([]);
  const now = useNow(tickMs);
  const refresh = useCallback(async (signal?: AbortSignal) => {
    try {
      setRuns((await request(endpoints.listQueue, signal ? { signal } : {})).runs);
    } catch {
      // What is wrong with the server is told by the list below.
    }
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a change is what it listens to
  useEffect(() => {
    const controller = new AbortController();
    void refresh(controller.signal);
    return () => controller.abort();
  }, [changes, refresh]);
  const cancel = async (run: RunSummary) => {
    try {
      await request(endpoints.stopRun, { params: { id: run.id } });
      announce(`${nameOf(run)} left the queue.`);
    } catch (error) {
      announce(messageOf(error));
    }
    void refresh();
  };
  if (runs.length === 0) return null;
  return (
    <section aria-label="Queue" className="mb-6">
      <h2 className="mb-1 font-semibold text-14">{runs.length === 1 ? '1 run waits' : `${runs.length} runs wait`}</h2>
      <ol className="flex flex-col border-line border-t">
        {runs.map((run) => (
          <li key={run.id} className="flex flex-wrap items-center gap-x-4 gap-y-1 border-line border-b py-1.5 text-14">
            <span className="w-6 text-right text-muted">{run.queue?.place}</span>
            <span className="min-w-0 flex-1 basis-60 [overflow-wrap:anywhere]">
              <QuietLink href={`/runs/${run.id}`} className="font-medium hover:underline">
                {nameOf(run)}
              </QuietLink>
              <span className="text-13 text-muted"> · {systemTitle(run)}</span>
              {run.behind && <span className="text-13 text-muted"> · behind {run.behind.name}</span>}
            </span>
            <span className="text-13 text-muted">
              {run.queue && now !== undefined ? startWords(run.queue, now) : undefined}
            </span>
            <span className="flex items-center gap-1">
              <MoveButtons run={run} onMoved={() => void refresh()} />
              <Button
                kind="quiet"
                className="text-13!"
                aria-label={`Cancel ${nameOf(run)}`}
                onClick={() => void cancel(run)}
              >
                Cancel
              </Button>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
