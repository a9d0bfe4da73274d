/** The colour of a fault's band, as a class of a box and of a shape; words or a mark stand beside it. */
import { appearanceOf } from '@/lib/catalog/faults/appearance';
import type { FaultLook } from '@/lib/catalog/faults/fault';
import type { RunPlan } from '@/lib/plan/plan';

type Tone = FaultLook['tone'];

/** Written out, for the style sheet is made from the words that stand here. */
const boxes: Readonly<Record<Tone, string>> = {
  'fault-sand': 'bg-fault-sand',
  'fault-blue': 'bg-fault-blue',
  'fault-rose': 'bg-fault-rose',
  'fault-green': 'bg-fault-green',
  'fault-teal': 'bg-fault-teal',
  'fault-violet': 'bg-fault-violet',
};

const shapes: Readonly<Record<Tone, string>> = {
  'fault-sand': 'fill-fault-sand',
  'fault-blue': 'fill-fault-blue',
  'fault-rose': 'fill-fault-rose',
  'fault-green': 'fill-fault-green',
  'fault-teal': 'fill-fault-teal',
  'fault-violet': 'fill-fault-violet',
};

export function faultBox(fault: string): string {
  return boxes[appearanceOf(fault).look.tone];
}

export function faultShape(fault: string): string {
  return shapes[appearanceOf(fault).look.tone];
}

/** The faults that the plan asks for, by name. */
export function plannedFaults({ faults }: Pick<RunPlan, 'faults'>): readonly string[] {
  return faults.map(({ name }) => name);
}
