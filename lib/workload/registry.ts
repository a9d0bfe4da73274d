/** The workloads there are. To add one, add its file and one line here. */
import type { Plan } from '../plan/plan';
import { register } from './register';
import type { Workload } from './workload';

const workloads: Readonly<Record<Plan['workload']['name'], Workload>> = { register };

export function workloadOf(plan: Plan): Workload {
  return workloads[plan.workload.name];
}
