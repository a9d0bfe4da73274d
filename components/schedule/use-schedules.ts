'use client';
/** The schedules as the server has them, asked for again and again while somebody looks: the clock starts them, not a hand. */
import { useCallback, useEffect, useState } from 'react';
import { scheduleEndpoints } from '@/lib/protocol/api/schedule-endpoints';
import type { Schedule } from '@/lib/protocol/schedule';
import { messageOf, request } from '../ui/request';
import type { Told } from '../ui/told-toast';

/** A few times a start is looked at by the server. */
const lookMs = 10_000;

export interface SchedulesView {
  readonly schedules: readonly Schedule[] | undefined;
  /** Why the server starts nothing now. */
  readonly trouble: string | undefined;
  readonly failure: string | undefined;
  readonly told: Told | undefined;
  readonly dismiss: () => void;
  readonly refresh: () => void;
  readonly pause: (schedule: Schedule, isPaused: boolean) => void;
  readonly remove: (schedule: Schedule) => void;
}

export function useSchedules(): SchedulesView {
  const [known, setKnown] = useState<{ readonly schedules: readonly Schedule[]; readonly trouble?: string }>();
  const [failure, setFailure] = useState<string>();
  const [told, setTold] = useState<Told>();

  const look = useCallback(async () => {
    try {
      setKnown(await request(scheduleEndpoints.listSchedules, {}));
      setFailure(undefined);
    } catch (error) {
      setFailure(messageOf(error));
    }
  }, []);
  useEffect(() => {
    void look();
    const timer = setInterval(() => document.visibilityState === 'visible' && void look(), lookMs);
    return () => clearInterval(timer);
  }, [look]);

  const act = async (work: () => Promise<unknown>, done: Told) => {
    try {
      await work();
      setTold(done);
    } catch (error) {
      setTold({ text: messageOf(error) });
    }
    await look();
  };
  const pause = (schedule: Schedule, isPaused: boolean) => {
    const { id, plan } = schedule;
    const text = isPaused
      ? `${plan.name} is paused.`
      : `${plan.name} goes on; what was due meanwhile is not made up for.`;
    void act(() => request(scheduleEndpoints.changeSchedule, { params: { id }, body: { isPaused } }), { text });
  };
  const restore = ({ id, plan }: Schedule) =>
    void act(() => request(scheduleEndpoints.restoreSchedule, { params: { id } }), { text: `${plan.name} is back.` });
  const remove = (schedule: Schedule) => {
    const { id, plan } = schedule;
    const text = `The schedule of ${plan.name} was removed; its runs stay. It can be brought back for a day.`;
    void act(() => request(scheduleEndpoints.removeSchedule, { params: { id } }), {
      text,
      undo: () => restore(schedule),
    });
  };
  return {
    ...{ schedules: known?.schedules, trouble: known?.trouble, failure, told, pause, remove },
    dismiss: () => setTold(undefined),
    refresh: () => void look(),
  };
}
