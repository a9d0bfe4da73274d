/** What answers for machines that a run left cut, paused or busy. */
import { isImported } from '@/lib/plan/imported-plan';
import type { Healing } from '../../jobs/healing';
import type { Runs } from '../../jobs/runs';
import type { Handlers } from './handler';
import { Refusal } from './refusal';
import { findRun } from './run-handlers';

export function healingHandlers(runs: Runs, healing: Healing): Pick<Handlers, 'listHealing' | 'healRun'> {
  return {
    listHealing: async () => ({ clusters: healing.list() }),
    healRun: async ({ params }) => {
      const { id, phase, plan } = await findRun(runs, params.id);
      if (phase !== 'done') throw new Refusal(409, `run ${id} goes on: stop it, and it heals its nodes by itself`);
      if (isImported(plan))
        throw new Refusal(409, `run ${id} is a history that was brought: no machines are known of it`);
      const nodes = await healing.heal(id, plan);
      return { isWhole: nodes.every(({ trouble }) => trouble === undefined), nodes: nodes.map(answered) };
    },
  };
}

function answered({ name, done, trouble }: Awaited<ReturnType<Healing['heal']>>[number]) {
  return trouble === undefined ? { name, done } : { name, trouble };
}
