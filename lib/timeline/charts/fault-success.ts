/**
 * How many operations of each function succeeded while a fault was fully in effect, for the page, also while the run is live. The
 * checker of fault coverage asks the same of a finished history, by the same rule, and says it in the same words.
 */
import { faultNouns } from '../../catalog/faults/appearance';
import { coverageSentence } from '../../checker/fault-coverage/fault-coverage';
import type { FaultWindow } from '../../nemesis/windows';
import type { RunState } from '../../protocol/run-state';
import {
  begunAndCompletedIn,
  completedIn,
  completionsOf,
  functionsOf,
  type Outcome,
  updateFunctionsOf,
  updatesOf,
} from './completions';

export interface FaultSuccess {
  readonly functions: readonly string[];
  readonly windows: readonly WindowSuccess[];
  /** What the windows together show, where some of them show nothing. */
  readonly warning: string | undefined;
}

export interface WindowSuccess {
  readonly fault: FaultWindow;
  /** From when the fault was fully in effect until it began to be undone, or until the last op. */
  readonly start: number;
  readonly end: number;
  readonly isOver: boolean;
  /** In the order of `functions`. */
  readonly counts: readonly { readonly f: string; readonly ok: number; readonly completed: number }[];
  /** Whether an operation succeeded that may change something. */
  readonly hasUpdate: boolean;
}

export function faultSuccess(state: RunState): FaultSuccess {
  const functions = functionsOf(state);
  const windows = state.faults.flatMap((fault): WindowSuccess[] => {
    if (fault.madeAt === undefined) return [];
    const end = fault.end ?? fault.healedAt;
    const span = { start: fault.madeAt, end: end ?? state.lastNanos };
    const counts = functions.map((f) => {
      const completions = completionsOf(state, f);
      const count = (outcome: Outcome) => {
        const [from, to] = completedIn(completions[outcome], span);
        return to - from;
      };
      const ok = begunAndCompletedIn(completions.ok, span);
      return { f, ok, completed: ok + count('fail') + count('info') };
    });
    const hasUpdate = begunAndCompletedIn(updatesOf(state).ok, span) > 0;
    return [{ fault, ...span, isOver: end !== undefined || state.outcome !== undefined, counts, hasUpdate }];
  });
  return { functions, windows, warning: warningOf(updateFunctionsOf(state), windows) };
}

/** A fault that goes on may still see a success. */
function warningOf(updates: readonly string[], windows: readonly WindowSuccess[]): string | undefined {
  const over = windows.filter(({ isOver }) => isOver);
  const withoutSuccess = over.filter(({ counts }) => counts.every(({ ok }) => ok === 0)).length;
  const withoutUpdate = updates.length === 0 ? 0 : over.filter(({ hasUpdate }) => !hasUpdate).length;
  if (withoutSuccess === 0 && withoutUpdate === 0) return undefined;
  const made = over.map(({ fault }) => fault);
  return coverageSentence({ withoutSuccess, withoutUpdate, notMade: 0 }, made, updates, faultNouns);
}
