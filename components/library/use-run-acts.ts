'use client';
/** What a person does with a run of the list, and how it is taken back. */
import { useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import type { LabelChange } from '@/lib/protocol/library';
import { nameOf, type RunSummary } from '@/lib/protocol/run';
import { messageOf, request } from '../ui/request';
import type { Told } from '../ui/told-toast';

export interface RunActs {
  readonly told: Told | undefined;
  readonly dismiss: () => void;
  /** @throws RequestError */
  readonly label: (run: RunSummary, change: LabelChange) => Promise<void>;
  readonly pin: (run: RunSummary, isPinned: boolean) => void;
  readonly remove: (run: RunSummary) => void;
  readonly restore: (run: RunSummary) => void;
}

/** @param refresh the list, after each */
export function useRunActs(refresh: () => void): RunActs {
  const [told, setTold] = useState<Told>();
  const act = async (work: () => Promise<unknown>, done: Told) => {
    try {
      await work();
      setTold(done);
    } catch (error) {
      setTold({ text: messageOf(error) });
    } finally {
      refresh();
    }
  };
  const label = async ({ id }: RunSummary, change: LabelChange) => {
    await request(endpoints.labelRun, { params: { id }, body: change });
    refresh();
  };
  const pin = (run: RunSummary, isPinned: boolean) =>
    void act(() => label(run, { isPinned }), {
      text: isPinned
        ? `${nameOf(run)} is pinned: nothing deletes it by itself.`
        : `${nameOf(run)} is not pinned any more.`,
      undo: () => pin(run, !isPinned),
    });
  const restore = (run: RunSummary) =>
    void act(() => request(endpoints.restoreRun, { params: { id: run.id } }), { text: `${nameOf(run)} is back.` });
  const remove = (run: RunSummary) =>
    void act(() => request(endpoints.deleteRun, { params: { id: run.id } }), {
      text: `${nameOf(run)} was deleted. It can be brought back for a day.`,
      undo: () => restore(run),
    });
  return { told, dismiss: () => setTold(undefined), label, pin, remove, restore };
}
