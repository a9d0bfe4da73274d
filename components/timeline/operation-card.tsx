/** One operation in full: what was asked, what came back, by whom, where, and when. */
import type { ReactNode } from 'react';
import { formatDuration, formatTime } from '@/lib/base/words';
import { errorWords } from '@/lib/history/error-words';
import type { OperationTable } from '@/lib/history/operation-table';
import type { Operation } from '@/lib/history/operations';
import { barOutcome } from '@/lib/timeline/tracks/bars';
import { longLabel } from '@/lib/timeline/tracks/label';
import { wallTime } from '../ui/wall-clock';
import { OutcomeMark } from './outcome-mark';

interface OperationCardProps {
  readonly operation: Operation;
  readonly table: OperationTable;
  readonly node: string;
  readonly client: number;
  /** Wall clock of time zero. */
  readonly startedAt: number | undefined;
  readonly isViolation: boolean;
}

/** Times are exact to the microsecond: two operations that look simultaneous may not be. */
const exactSpanNanos = 1e6;

export function OperationCard({ operation, table, node, client, startedAt, isViolation }: OperationCardProps) {
  const { invocation, completion } = operation;
  const { modifiedIndex, index } = completion?.revision ?? {};
  return (
    <div className="flex flex-col gap-1 text-13">
      <p className="flex items-center gap-2 font-mono text-14">
        <OutcomeMark outcome={barOutcome(operation)} />
        {longLabel(table, operation)}
        {isViolation && <span className="font-sans font-semibold text-invalid">inconsistent</span>}
      </p>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3">
        <Row name="outcome">{outcomeWords[barOutcome(operation)]}</Row>
        {completion?.error !== undefined && <Row name="error">{errorWords(completion.error)}</Row>}
        <Row name="client">{`${client} on ${node}`}</Row>
        <Row name="process">{String(invocation.process)}</Row>
        <Row name="invoked">{formatTime(invocation.time, exactSpanNanos)}</Row>
        {completion && <Row name="completed">{formatTime(completion.time, exactSpanNanos)}</Row>}
        <WallClock startedAt={startedAt} time={(completion ?? invocation).time} />
        {completion && <Row name="took">{formatDuration(completion.time - invocation.time)}</Row>}
        {modifiedIndex !== undefined && <Row name="modified at">{`index ${modifiedIndex}`}</Row>}
        {index !== undefined && <Row name="answered at">{`index ${index}`}</Row>}
      </dl>
    </div>
  );
}

export const outcomeWords = {
  ok: 'ok, it happened',
  fail: 'fail, it did not happen',
  info: 'info, it is not known whether it happened',
  open: 'still open',
} as const;

/** @param time nanoseconds since the start */
export function WallClock({ startedAt, time }: { readonly startedAt: number | undefined; readonly time: number }) {
  const words = wallTime(startedAt, time);
  return words === undefined ? null : <Row name="wall clock">{words}</Row>;
}

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="font-mono [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
