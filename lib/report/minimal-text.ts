/** The smallest contradiction in words and lines, for the report, the page and the clipboard. */
import { type StopCause, stopWords } from '../checker/core/budget';
import type { Counterexample, MinimalCounterexample } from '../checker/linearizable/verdict';

/**
 * The operations to show of a counterexample: the smallest contradiction, or, where none is worked out, the violating
 * operation and what stands against it. Verdicts of old versions may have neither.
 */
export function contradictionIn({ minimal, operation, refuters }: Counterexample): MinimalCounterexample | undefined {
  if (minimal || !refuters) return minimal;
  return { operations: [...new Set([operation, ...refuters])].sort((a, b) => a - b), context: [] };
}

/** `Smallest contradiction (3 of 131 operations)`, `The violating operation, and what stands against it` */
export function contradictionTitle({ minimal }: Counterexample, judged: number): string {
  return minimal ? minimalTitle(minimal, judged) : 'The violating operation, and what stands against it';
}

/** Why there is no more to see. */
export function stoppedExplanation(cause: StopCause): string {
  return `The explanation is not complete: ${stopWords[cause]}.`;
}

/** `Smallest contradiction (3 of 131 operations)` */
function minimalTitle({ operations }: MinimalCounterexample, judged: number): string {
  return `Smallest contradiction (${operations.length} of ${judged.toLocaleString('en-GB')} operations)`;
}

/** The lines of the operations in order; those that are context only say so. */
export function minimalLines(
  minimal: MinimalCounterexample,
  lineOf: (index: number) => string | undefined,
): readonly string[] {
  const context = new Set(minimal.context);
  return [...minimal.operations, ...minimal.context]
    .sort((a, b) => a - b)
    .flatMap((index) => {
      const line = lineOf(index);
      if (line === undefined) return [];
      return [context.has(index) ? `${line}\t(context)` : line];
    });
}
