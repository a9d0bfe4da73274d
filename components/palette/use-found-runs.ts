'use client';
/** The runs whose words fit what is typed, the newest first; the server looks for them while one types. */
import { useEffect, useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { RunSummary } from '@/lib/protocol/run';
import { messageOf, request } from '../ui/request';

/** So that a word is asked for once it is written. */
const restMs = 120;
const maxFound = 8;
/** The most that the library is asked for. */
const maxLetters = 200;

export interface FoundRuns {
  readonly runs: readonly RunSummary[];
  /** Why there is no answer. */
  readonly failure: string | undefined;
  readonly isLooking: boolean;
}

export function useFoundRuns(text: string): FoundRuns {
  const [found, setFound] = useState<FoundRuns>({ runs: [], failure: undefined, isLooking: true });
  const words = text.trim().slice(0, maxLetters);
  useEffect(() => {
    const controller = new AbortController();
    const look = async () => {
      setFound((before) => ({ ...before, isLooking: true }));
      try {
        const query = { limit: maxFound, experiments: 'with' as const, ...(words !== '' && { text: words }) };
        const { runs } = await request(endpoints.listRuns, { query, signal: controller.signal });
        if (!controller.signal.aborted) setFound({ runs, failure: undefined, isLooking: false });
      } catch (error) {
        if (!controller.signal.aborted) setFound({ runs: [], failure: messageOf(error), isLooking: false });
      }
    };
    const timer = setTimeout(() => void look(), words === '' ? 0 : restMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [words]);
  return found;
}
