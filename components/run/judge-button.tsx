'use client';
/** Has a run that is over judged again: how far that is, and what came of it. The page's verdict follows by its stream. */
import { useEffect, useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { RejudgingState } from '@/lib/protocol/rejudging';
import { Button } from '../ui/button';
import { messageOf, request } from '../ui/request';
import { announce } from '../ui/status-region';

/** Most judgements take less than a second. */
const pollMs = 500;

const idle: RejudgingState = { state: 'none' };

export function JudgeButton({ runId }: { readonly runId: string }) {
  const [now, setNow] = useState<RejudgingState>(idle);
  const isJudging = now.state === 'judging';

  useEffect(() => {
    if (!isJudging) return;
    let isGone = false;
    const ask = async () => {
      try {
        const next = await request(endpoints.readRejudging, { params: { id: runId } });
        if (isGone) return;
        setNow(next);
        if (next.state !== 'judging') announce(endWords(next));
      } catch (error) {
        // It goes on, and is asked about again.
        console.warn('how far the judging is could not be asked', error);
      }
    };
    const timer = setInterval(() => void ask(), pollMs);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, [runId, isJudging]);

  const judge = async () => {
    try {
      setNow(await request(endpoints.judgeRun, { params: { id: runId } }));
    } catch (error) {
      announce(`The run is not judged again. ${messageOf(error)}`);
    }
  };

  return (
    <Button
      onClick={() => void judge()}
      disabled={isJudging}
      title="Judges the history and the node logs again, with the checkers of this version. The verdict stays until the new one is there"
    >
      {isJudging ? judgingWords(now) : 'Judge again'}
    </Button>
  );
}

/** `Judging 45 %` */
function judgingWords({ progress }: Extract<RejudgingState, { readonly state: 'judging' }>): string {
  if (!progress || progress.total === 0) return 'Judging';
  return `Judging ${Math.floor((100 * progress.done) / progress.total)} %`;
}

function endWords(ended: RejudgingState): string {
  if (ended.state === 'kept') return `The verdict stays as it was. ${ended.reason}`;
  return ended.state === 'judged' ? 'The run was judged again.' : 'The server was started anew, and judged nothing.';
}
