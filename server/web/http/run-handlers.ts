/** What answers /api/runs, and what a link to a run shows. */
import { randomInt } from 'node:crypto';
import type { Plan } from '@/lib/plan/plan';
import { resolvePlan } from '@/lib/plan/resolve';
import { seedBound } from '@/lib/plan/seed';
import type { RunSummary } from '@/lib/protocol/run';
import type { Guests } from '../../audience/guests';
import type { RunView } from '../../audience/run-view';
import type { Clusters } from '../../jobs/clusters';
import type { Links } from '../../jobs/links';
import type { Runs } from '../../jobs/runs';
import { HandRefusal } from '../../runner/by-hand';
import { filled } from './cluster-handlers';
import type { Handlers } from './handler';
import { Refusal, WrongSecret } from './refusal';
import { notValid } from './request-body';

type RunHandlers = Pick<
  Handlers,
  | 'launchRun'
  | 'checkPlan'
  | 'readRun'
  | 'readBaseline'
  | 'stopRun'
  | 'breakByHand'
  | 'listQueue'
  | 'moveRun'
  | 'listLogs'
  | 'readSharedRun'
  | 'listSharedLogs'
>;

export interface RunHandlersOptions {
  readonly runs: Runs;
  readonly links: Links;
  readonly guests: Guests;
  readonly clusters: Clusters;
}

export function runHandlers({ runs, links, guests, clusters }: RunHandlersOptions): RunHandlers {
  return {
    launchRun: async ({ body, by }) => runs.submit(planOf(await filled(clusters, body)), by),
    checkPlan: async ({ body }) => ({ plan: planOf(await filled(clusters, body)) }),
    readRun: async ({ params }) => {
      const run = await findRun(runs, params.id);
      const link = await runs.beside(run.id, links.find({ kind: 'run', id: run.id }));
      return { run, ...(link && { link }) };
    },
    readBaseline: async ({ params }) => {
      const run = await runs.baselineOf(await findRun(runs, params.id));
      return { ...(run && { run }) };
    },
    stopRun: async ({ params, by }) => {
      const run = await findRun(runs, params.id);
      return (await runs.stop(run.id, by)) ?? run;
    },
    listQueue: async () => ({ runs: await runs.line.waiting() }),
    moveRun: async ({ params, body, by }) => {
      const run = await findRun(runs, params.id);
      if (!(await runs.moveWaiting(run.id, body.move, by))) {
        const reason = run.queue
          ? `no other run waits ${body.move === 'up' ? 'before' : 'behind'} it`
          : 'it does not wait';
        throw new Refusal(409, `run ${run.id} cannot be moved ${body.move}: ${reason}`);
      }
      return findRun(runs, run.id);
    },
    breakByHand: async ({ params, body, by }) => {
      const run = await findRun(runs, params.id);
      try {
        return await runs.actByHand(run, body, by);
      } catch (error) {
        throw error instanceof HandRefusal ? new Refusal(409, error.message) : error;
      }
    },
    listLogs: async ({ params }) => ({ logs: await runs.records.logs((await findRun(runs, params.id)).id) }),
    readSharedRun: async ({ params, pass }) => ({ run: (await findSharedRun(guests, params.token, pass)).run }),
    listSharedLogs: async ({ params, pass }) => ({
      logs: await (await findSharedRun(guests, params.token, pass)).logs(),
    }),
  };
}

/** @throws Refusal 404 */
export async function findRun(runs: Runs, id: string): Promise<RunSummary> {
  const run = await runs.get(id);
  if (!run) throw new Refusal(404, `there is no run ${id}`);
  return run;
}

/** @throws Refusal 404, the same for links that never were and for those that were revoked; LockedLinkError */
export async function findSharedRun(guests: Guests, token: string, pass: string | undefined): Promise<RunView> {
  const run = await guests.run(token, pass);
  if (!run) throw invalidLink();
  return run;
}

export function invalidLink(): Refusal {
  return new WrongSecret(404, 'this link is not valid, or not any more', 'link');
}

/** A plan without a seed gets one: what is stored is written out in full. */
function planOf(body: unknown): Plan {
  const resolved = resolvePlan(body, randomInt(seedBound));
  if (!resolved.ok) throw notValid('plan', resolved.error);
  return resolved.value;
}
