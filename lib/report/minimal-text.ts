/** The smallest contradiction in words and lines, for the report, the page and the clipboard. */
import type { MinimalCounterexample } from '../checker/linearizable/verdict';

/** `Smallest contradiction (3 of 131 operations)` */
export function minimalTitle({ operations }: MinimalCounterexample, judged: number): string {
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
