/**
 * What stands for the plan of a run whose history was brought from elsewhere. Nobody launched it, so it says what the file
 * tells and how the history is judged, and nothing of a system, a cluster or a load that Clew knows nothing about. It has
 * the groups of a plan, so that lists, timelines and reports read both alike.
 */
import * as z from 'zod/mini';
import type { Workload } from '../catalog/workloads/workload';
import { wellKnownOperations } from '../history/operation-table';
import { withArticle } from '../model/model';
import type { importedPlanSchema } from './imported-plan-schema';

export type ImportedPlan = z.output<typeof importedPlanSchema>;

export function isImported(plan: object): plan is ImportedPlan {
  return 'origin' in plan;
}

/** How its history is judged, in the form in which the catalog says so. Nothing is ever generated. */
export function importedWorkload({ model, initial, isByKey, checkers: asked }: ImportedPlan['workload']): Workload {
  const unused = () => {
    throw new Error('nothing is run of an imported history');
  };
  return {
    name: 'history',
    title: 'Imported history',
    summary: 'A history that another program recorded.',
    options: z.strictObject({}),
    operations: wellKnownOperations,
    judge: { ...(model !== undefined && { model }), initial, checkers: asked, isByKey, isLive: false },
    load: unused,
    last: unused,
    describe: () => 'what another program did',
  };
}

/** `history.edn in store.zip, judged as a cas-register` */
export function originWords({ origin, workload }: Pick<ImportedPlan, 'origin' | 'workload'>): string {
  const where = origin.entry === undefined ? origin.file : `${origin.entry} in ${origin.file}`;
  return `${where}, ${judgingWords(workload)}`;
}

/** `judged as a cas-register, each key by itself` */
export function judgingWords({ model, isByKey, checkers: asked }: ImportedPlan['workload']): string {
  const by = model === undefined ? `judged by ${asked.join(', ')}` : `judged as ${withArticle(model)}`;
  return isByKey ? `${by}, each key by itself` : by;
}
