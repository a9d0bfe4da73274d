/** A workload is what the clients do and how that is judged. One file each, one line in the registry. */

import type { Json } from '../base/json';
import type { CheckerName } from '../checker/registry';
import type { Generator } from '../generator/generator';
import type { OperationTable } from '../history/operation-table';
import type { Plan } from '../plan/plan';

export interface Workload {
  /** Every function that its generator makes. */
  readonly operations: OperationTable;
  /** A name from the registry of models; undefined where only the checkers judge, and linearizability is not asked. */
  readonly model: string | undefined;
  /** The state the system is prepared in; of every key where there are keys. */
  readonly initial: Json;
  /** Whether values are `[key value]`, and each key is judged by itself. */
  readonly isByKey: boolean;
  /** What is asked of its histories beside linearizability, in the order in which it is shown. */
  readonly checkers: readonly CheckerName[];
  /** The whole schedule of a test: load, faults, recovery, final operations. */
  generator(plan: Plan): Generator;
}
