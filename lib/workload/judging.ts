/** The model by which a run's verdict was found: its workload's and, where keys were judged by themselves, of the key told. */
import type { Verdict } from '../checker/linearizable/verdict';
import type { Model } from '../model/model';
import { modelOfKey } from '../model/of-key';
import { findModel } from '../model/registry';
import type { Plan } from '../plan/plan';
import { workloadOf } from './registry';

/** Nothing where the verdict names a model that this program does not have. */
export function modelOfVerdict(plan: Plan, { model: name, key }: Verdict): Model | undefined {
  const model = findModel(name, workloadOf(plan).initial);
  return model && key !== undefined ? modelOfKey(model, key) : model;
}
