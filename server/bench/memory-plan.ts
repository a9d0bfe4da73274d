/** The in-memory system without faults and without bugs, at the pace that a benchmark asks for. */
import { type Plan, type PlanInput, planSchema } from '@/lib/plan/plan';

/** The same plan every time: figures of two days compare. */
const seed = 1;

export function memoryPlan(name: string, load: PlanInput['load']): Plan {
  return planSchema.parse({
    name,
    cluster: { type: 'memory', nodes: 5 },
    system: { name: 'memory' },
    load,
    faults: [],
    recoverySeconds: 0,
    // The verdict is not what is measured.
    checker: { timeLimitSeconds: 0.1 },
    seed,
  } satisfies PlanInput);
}
