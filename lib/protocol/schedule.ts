/**
 * Plans that the clock starts: when, in which zone, and what became of the last start. A start is due at a moment; from there
 * it comes to one of these, and the schedule goes on to the next moment whatever it was:
 *
 *     due ──▶ beginning ──▶ begun      its runs are in the queue
 *        │             └──▶ refused    the plan is not valid any more, its machines need healing, the queue is full
 *        ├──▶ skipped                  the runs of an earlier start still go on
 *        └──▶ missed                   no server was there, or it could not write: not made up for later
 */
import * as z from 'zod/mini';
import { strangeLines } from '../base/plain-text';
import { planInput } from './plan-input';
import { planSummary, runSummarySchema } from './run';

export const seedChoiceSchema = z.enum(['new', 'same']);
/** The same seed repeats what the generator and the nemesis drew; the timing of real nodes it cannot repeat. */
export type SeedChoice = z.output<typeof seedChoiceSchema>;

/** Runs of one start; more is an experiment. */
export const maxScheduleRepeats = 20;

const line = (most: number) =>
  z.string().check(
    z.trim(),
    z.minLength(1, 'must not be empty'),
    z.maxLength(most, `must have at most ${most} characters`),
    z.superRefine((text, { addIssue }) => {
      for (const { message } of strangeLines(text)) addIssue({ code: 'custom', message });
    }),
  );

const scheduleShape = {
  /** A pattern of cron with five fields: minute, hour, day of the month, month, day of the week. */
  pattern: line(100),
  /** An IANA name, as `Europe/Berlin`; the pattern is read by its clock. */
  zone: line(64),
  seeds: seedChoiceSchema,
  repeats: z
    .int()
    .check(z.minimum(1, 'must be at least 1'), z.maximum(maxScheduleRepeats, `must be at most ${maxScheduleRepeats}`)),
} as const;

export const newScheduleSchema = z
  .readonly(
    z.strictObject({
      plan: planInput,
      pattern: scheduleShape.pattern,
      zone: scheduleShape.zone,
      seeds: z._default(scheduleShape.seeds, 'new'),
      repeats: z._default(scheduleShape.repeats, 1),
    }),
  )
  .check(z.meta({ id: 'ScheduleInput', title: 'schedule', description: 'A plan, and when it is started.' }));
export type NewSchedule = z.output<typeof newScheduleSchema>;

/** What is left out stays as it is. */
export const scheduleChangeSchema = z
  .readonly(
    z.strictObject({
      plan: z.optional(planInput),
      pattern: z.exactOptional(scheduleShape.pattern),
      zone: z.exactOptional(scheduleShape.zone),
      seeds: z.exactOptional(scheduleShape.seeds),
      repeats: z.exactOptional(scheduleShape.repeats),
      isPaused: z.exactOptional(z.boolean()),
    }),
  )
  .check(z.meta({ id: 'ScheduleChange', title: 'schedule' }));
export type ScheduleChange = z.output<typeof scheduleChangeSchema>;

const startKinds = ['beginning', 'begun', 'refused', 'skipped', 'missed'] as const;

/** Moments are milliseconds since 1970. */
const moment = z.int();

/** What became of the last start. */
export const lastStartSchema = z.readonly(
  z.object({
    kind: z.enum(startKinds),
    /** When it was due. */
    at: moment,
    /** Why no run began, or fewer than it has; a sentence. */
    reason: z.exactOptional(z.string()),
    /** Of those missed one after another, how many. */
    missed: z.exactOptional(z.int()),
    /** The runs of the newest start that had some, which need not be this one. */
    runs: z.readonly(z.array(z.string())),
  }),
);
export type LastStart = z.output<typeof lastStartSchema>;

const scheduledRun = z.readonly(
  z.pick(runSummarySchema.def.innerType, {
    ...{ id: true, phase: true, outcome: true, headline: true, createdAt: true, systemVersion: true },
  }),
);

export const scheduleSchema = z
  .readonly(
    z.object({
      id: z.string(),
      plan: planSummary,
      ...scheduleShape,
      createdAt: moment,
      isPaused: z.boolean(),
      /** Absent while it is paused, and where no such moment comes. */
      nextAt: z.exactOptional(moment),
      last: z.exactOptional(lastStartSchema),
      /** Those of `last` that are still there. */
      runs: z.readonly(z.array(scheduledRun)),
      /** Why its plan could not be launched as it stands. */
      problem: z.exactOptional(z.string()),
      /** Its trend; see `trend.ts`. */
      trend: z.string(),
      /** A day later it is gone for good. */
      deletedAt: z.exactOptional(moment),
    }),
  )
  .check(z.meta({ id: 'Schedule', description: 'A plan that the clock starts. Times are milliseconds since 1970.' }));
export type Schedule = z.output<typeof scheduleSchema>;
