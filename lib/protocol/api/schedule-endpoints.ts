/** What can be asked of schedules. */
import * as z from 'zod/mini';
import { newScheduleSchema, scheduleChangeSchema, scheduleSchema } from '../schedule';
import type { Endpoint } from './endpoint';

const scheduleList = z.readonly(
  z.object({
    schedules: z.readonly(z.array(scheduleSchema)),
    /** Why nothing is started now, though it may be due. */
    trouble: z.exactOptional(z.string()),
  }),
);

export const scheduleEndpoints = {
  listSchedules: {
    access: 'operator',
    method: 'GET',
    path: '/api/schedules',
    summary: 'The schedules, oldest first, each with its next start and what became of the last one.',
    answer: { status: 200, json: scheduleList },
  },
  addSchedule: {
    access: 'operator',
    method: 'POST',
    path: '/api/schedules',
    summary: 'Has the clock start a plan.',
    body: newScheduleSchema,
    answer: { status: 201, json: scheduleSchema },
  },
  readSchedule: {
    access: 'operator',
    method: 'GET',
    path: '/api/schedules/:id',
    summary: 'A schedule; one that was removed, too, for a day.',
    answer: { status: 200, json: scheduleSchema },
    refusals: [404],
  },
  changeSchedule: {
    access: 'operator',
    method: 'POST',
    path: '/api/schedules/:id',
    summary: 'Changes when a plan is started, and how; pauses it and has it go on. What is left out stays as it is.',
    body: scheduleChangeSchema,
    answer: { status: 200, json: scheduleSchema },
    refusals: [404],
  },
  removeSchedule: {
    access: 'operator',
    method: 'DELETE',
    path: '/api/schedules/:id',
    summary: 'Removes a schedule; it can be brought back for a day. Runs that it has started stay.',
    answer: { status: 204 },
    refusals: [404],
  },
  restoreSchedule: {
    access: 'operator',
    method: 'POST',
    path: '/api/schedules/:id/restore',
    summary: 'Brings a removed schedule back.',
    answer: { status: 200, json: scheduleSchema },
    refusals: [404],
  },
} as const satisfies Readonly<Record<string, Endpoint>>;
