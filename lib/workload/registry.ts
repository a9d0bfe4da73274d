/** The workloads there are. To add one, add its file and one line here. */
import type { Plan } from '../plan/plan';
import { mutex } from './mutex';
import { register } from './register';
import { registers } from './registers';
import { set } from './set';
import type { Workload } from './workload';

const workloads: Readonly<Record<Plan['workload']['name'], Workload>> = { register, registers, mutex, set };

export function workloadOf(plan: Plan): Workload {
  return workloads[plan.workload.name];
}
