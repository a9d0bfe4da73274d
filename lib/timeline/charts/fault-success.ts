/**
 * What was served while a fault was in effect, function by function, for the page, also while the run is live. The checker of
 * fault coverage asks the same of a finished history, by the same rule, and says it in the same words.
 */
import { faultNouns } from '../../catalog/faults/appearance';
import { coverageSentence } from '../../checker/fault-coverage/fault-coverage';
import { effectSpan, type Served } from '../../nemesis/served';
import type { FaultWindow } from '../../nemesis/windows';
import type { RunState } from '../../protocol/run-state';
import { functionsOf, servedIn, updateFunctionsOf, updatesServedIn } from './completions';

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
  readonly counts: readonly (Served & { readonly f: string })[];
  /** Whether an operation succeeded that may change something. */
  readonly hasUpdate: boolean;
}

export function faultSuccess(state: RunState): FaultSuccess {
  const functions = functionsOf(state);
  const windows = state.faults.flatMap((fault): WindowSuccess[] => {
    const effect = effectSpan(fault);
    if (!effect) return [];
    const isUndone = effect.end !== Number.POSITIVE_INFINITY;
    return [
      {
        fault,
        start: effect.start,
        end: isUndone ? effect.end : state.lastNanos,
        isOver: isUndone || state.outcome !== undefined,
        counts: functions.map((f) => ({ f, ...servedIn(state, f, effect) })),
        hasUpdate: updatesServedIn(state, effect).served > 0,
      },
    ];
  });
  return { functions, windows, warning: warningOf(updateFunctionsOf(state), windows) };
}

/** A fault that goes on may still see a success. */
function warningOf(updates: readonly string[], windows: readonly WindowSuccess[]): string | undefined {
  const over = windows.filter(({ isOver }) => isOver);
  const withoutSuccess = over.filter(({ counts }) => counts.every(({ served }) => served === 0)).length;
  const withoutUpdate = updates.length === 0 ? 0 : over.filter(({ hasUpdate }) => !hasUpdate).length;
  if (withoutSuccess === 0 && withoutUpdate === 0) return undefined;
  const made = over.map(({ fault }) => fault);
  return coverageSentence({ withoutSuccess, withoutUpdate, notMade: 0 }, made, updates, faultNouns);
}
