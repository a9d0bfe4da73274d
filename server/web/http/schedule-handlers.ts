/** What answers /api/schedules. */
import type { Schedule } from '@/lib/protocol/schedule';
import type { Clusters } from '../../jobs/clusters';
import { ScheduleIssues, type Schedules } from '../../jobs/schedules';
import { filled } from './cluster-handlers';
import type { Handlers } from './handler';
import { Refusal } from './refusal';
import { notValid } from './request-body';

type ScheduleHandlers = Pick<
  Handlers,
  'listSchedules' | 'addSchedule' | 'readSchedule' | 'changeSchedule' | 'removeSchedule' | 'restoreSchedule'
>;

export function scheduleHandlers(schedules: Schedules, clusters: Clusters): ScheduleHandlers {
  /** @throws Refusal 404 */
  const find = async (id: string): Promise<Schedule> => {
    const schedule = await schedules.get(id);
    if (!schedule) throw new Refusal(404, `there is no schedule ${id}`);
    return schedule;
  };
  return {
    listSchedules: async () => {
      const listed = await schedules.list();
      const { trouble } = schedules;
      return { schedules: listed, ...(trouble !== undefined && { trouble }) };
    },
    addSchedule: async ({ body, by }) =>
      checked(schedules.add({ ...body, plan: await filled(clusters, body.plan) }, by)),
    readSchedule: ({ params }) => find(params.id),
    changeSchedule: async ({ params, body, by }) => {
      const { id } = await find(params.id);
      const { plan } = body;
      const change = plan === undefined ? body : { ...body, plan: await filled(clusters, plan) };
      await checked(schedules.change(id, change, by));
      return find(id);
    },
    removeSchedule: async ({ params, by }) => {
      await schedules.remove((await find(params.id)).id, by);
      return undefined;
    },
    restoreSchedule: async ({ params, by }) => {
      const { id } = await find(params.id);
      await schedules.restore(id, by);
      return find(id);
    },
  };
}

async function checked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof ScheduleIssues ? notValid('schedule', error.issues) : error;
  }
}
