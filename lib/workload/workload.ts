/** A workload is what the clients do and the model that judges it. One file each, one line in the registry. */
import type { Json } from '../base/json';
import type { CheckerName } from '../checker/registry';
import type { Generator } from '../generator/generator';
import type { Plan } from '../plan/plan';

export interface Workload {
  /** A name from the registry of models, and the state the system is prepared in. */
  readonly model: string;
  readonly initial: Json;
  /** What is asked of its histories beside linearizability, in the order in which it is shown. */
  readonly checkers: readonly CheckerName[];
  /** The whole schedule of a test: load, faults, recovery, final reads. */
  generator(plan: Plan): Generator;
}
