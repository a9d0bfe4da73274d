'use client';
/** Opens the dialog, whose code comes when it is wanted, and says where the schedule is to be found. */
import { useRouter } from 'next/navigation';
import { momentIn } from '@/lib/protocol/schedule-words';
import { deferred } from '../ui/deferred';
import { announce } from '../ui/status-region';
import type { ScheduleDialogProps } from './schedule-dialog';

const Dialog = deferred(() => import('./schedule-dialog').then(({ ScheduleDialog }) => ScheduleDialog));

/** The dialog; when it is done, the page of the schedules. */
export function ScheduleIt(props: Omit<ScheduleDialogProps, 'done'>) {
  const router = useRouter();
  return (
    <Dialog
      {...props}
      done={({ nextAt, zone }) => {
        props.close();
        announce(nextAt === undefined ? 'Scheduled' : `Scheduled; the next start is ${momentIn(zone, nextAt)}`);
        router.push('/schedules');
      }}
    />
  );
}
