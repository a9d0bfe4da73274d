/** The colour of a fault's band, as a class of a box and of a shape; words or a mark stand beside it. */
import type { FaultKind } from '@/lib/history/fault';
import { nemesisNamed } from '@/lib/plan/nemeses';
import type { Plan } from '@/lib/plan/plan';

export const faultBox: Readonly<Record<FaultKind, string>> = {
  cut: 'bg-partition',
  pause: 'bg-pause',
  kill: 'bg-kill',
};

const faultShape: Readonly<Record<FaultKind, string>> = {
  cut: 'fill-partition',
  pause: 'fill-pause',
  kill: 'fill-kill',
};

/** Of the fault that the plan asks for. */
export function plannedShape({ nemesis }: Pick<Plan, 'nemesis'>): string {
  return faultShape[nemesisNamed(nemesis.name).kind ?? 'cut'];
}
