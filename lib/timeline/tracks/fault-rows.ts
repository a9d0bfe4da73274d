/**
 * Which row each fault has: one for each kind, and another where faults of one kind overlap, so that a pause inside a cut
 * inside a kill shows three.
 */
import { wordsOf } from '../../catalog/faults/appearance';
import type { FaultWindow } from '../../nemesis/windows';

export interface FaultRows {
  /** What the faults of each row are called; at least one row. */
  readonly names: readonly string[];
  /** The row of each window. */
  readonly rowOf: readonly number[];
}

/** A history with more kinds at once is not read row by row; the last row then has the rest. */
export const maxFaultRows = 8;

interface Row {
  readonly name: string;
  free: number;
}

const known = new WeakMap<readonly FaultWindow[], FaultRows>();

/** Remembered for each list of windows, because a timeline asks in every frame. */
export function faultRows(windows: readonly FaultWindow[]): FaultRows {
  const found = known.get(windows) ?? layRows(windows);
  known.set(windows, found);
  return found;
}

function layRows(windows: readonly FaultWindow[]): FaultRows {
  const rows: Row[] = [];
  const rowOf = windows.map(({ fault, start, healedAt = Number.POSITIVE_INFINITY }) => {
    const name = wordsOf(fault).noun;
    const place = rows.findIndex((row) => row.name === name && row.free <= start);
    const row = rows[place];
    if (row !== undefined) {
      row.free = healedAt;
      return place;
    }
    if (rows.length >= maxFaultRows) return maxFaultRows - 1;
    return rows.push({ name, free: healedAt }) - 1;
  });
  return { names: rows.length === 0 ? ['nemesis'] : rows.map(({ name }) => name), rowOf };
}
