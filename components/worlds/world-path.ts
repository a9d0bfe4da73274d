/** A world step by step: the operations in their order, the state after each, and at the end the step that is refused. */
import { modelOpOf } from '@/lib/checker/linearizable/calls';
import type { Failure, World } from '@/lib/checker/verdict';
import type { Operation } from '@/lib/history/operations';
import type { Model } from '@/lib/model/model';

export interface WorldStep {
  readonly operation: Operation;
  /** Invocation index. */
  readonly index: number;
  /** As the model prints it; missing where the model refused. */
  readonly state?: string;
  /** The model's words for the refusal. */
  readonly refusal?: string;
}

export function worldPath(
  world: World,
  failure: Failure,
  model: Model,
  operationOf: (index: number) => Operation | undefined,
): readonly WorldStep[] {
  const steps: WorldStep[] = [];
  let state = model.initial;
  for (const index of [...world.order, failure.operation]) {
    const operation = operationOf(index);
    // The journal is still arriving; the panel is made again when the rest is here.
    if (!operation) break;
    const step = model.step(state, modelOpOf(operation));
    if ('inconsistent' in step) {
      steps.push({ operation, index, refusal: step.inconsistent });
      break;
    }
    state = step.state;
    steps.push({ operation, index, state: model.format(state) });
  }
  return steps;
}
