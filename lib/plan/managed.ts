/** A system that a run manages, and one that it finds running. */
import type { Capability } from '../catalog/capability';
import { type FaultName, faultNamed } from '../catalog/faults/registry';
import type { Plan } from './plan';

/** Whether a run installs, starts, stops and wipes the system. Otherwise it finds it running, and leaves it so. */
export function isManaged({ system }: Pick<Plan, 'system'>): boolean {
  return !('manage' in system) || system.manage !== false;
}

/** What a fault may do that reaches no process and no file of the system. */
const around: readonly Capability[] = ['network', 'packets'];

/** Whether a fault does something to the system itself, which only who manages it may do. */
export function touchesSystem(fault: FaultName): boolean {
  return faultNamed(fault).needs.some((need) => !around.includes(need));
}
