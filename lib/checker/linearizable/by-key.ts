/**
 * The verdict on a history of many keys from the verdicts on each: invalid if any is, else unknown if any is. It tells of
 * the first key that is so, with the indexes of the whole history.
 */
import { present } from '../../base/assert';
import type { HistoryPart } from '../../history/independent';
import type { OpSequence } from '../../history/op';
import type { CheckLimits } from '../core/budget';
import type { Decision, Refuted } from './check';
import { KeyTurns } from './key-turns';
import type { Counterexample, KeyCounts, Verdict } from './verdict';

export interface KeysHost {
  readonly now: () => number;
  readonly decide: (part: HistoryPart<OpSequence>, limits: CheckLimits) => Decision;
  readonly onDecided?: (part: HistoryPart<OpSequence>) => void;
  /** The whole is invalid, whatever the keys are that have not had their turn; once. */
  readonly onRefuted?: (early: Refuted) => void;
}

export function decideByKey(parts: readonly HistoryPart<OpSequence>[], limits: CheckLimits, host: KeysHost): Decision {
  const startMs = host.now();
  const elapsedMs = () => host.now() - startMs;
  const turns = new KeyTurns(parts.length, limits.timeLimitMs);
  const decisions: (Decision | undefined)[] = parts.map(() => undefined);
  let isRefuted = false;
  do {
    for (let turn = turns.next(elapsedMs()); turn; turn = turns.next(elapsedMs())) {
      const { place, sliceMs } = turn;
      const part = present(parts[place], 'a part');
      const decision = host.decide(part, { ...limits, timeLimitMs: sliceMs });
      decisions[place] = decision;
      turns.end(place, decision.valid, decision.valid === 'unknown' && decision.cause === 'time');
      if (decision.valid !== 'unknown') host.onDecided?.(part);
      if (decision.valid !== false || isRefuted) continue;
      isRefuted = true;
      const whole = merged(parts, decisions, elapsedMs());
      if (whole.valid === false) host.onRefuted?.(whole);
    }
  } while (turns.nextRound());
  return merged(parts, decisions, elapsedMs());
}

function merged(
  parts: readonly HistoryPart<OpSequence>[],
  decisions: readonly (Decision | undefined)[],
  durationMs: number,
): Decision {
  const keys = countKeys(decisions.map((decision) => decision?.valid ?? 'unknown'));
  const sum = (of: (verdict: Verdict) => number) =>
    decisions.reduce((total, decision) => total + (decision ? of(decision) : 0), 0);
  const checked = {
    model: decisions[0]?.model ?? '',
    algorithm: decisions[0]?.algorithm ?? 'none',
    operations: sum(({ operations }) => operations),
    crashed: sum(({ crashed }) => crashed),
    durationMs,
    keys,
  };
  const valid = validityOf(keys);
  if (valid === true) return { valid, ...checked, linearization: [] };
  const place = decisions.findIndex((decision) => decision?.valid === valid);
  const told = present(decisions[place], 'the verdict that is told');
  const { key, places } = present(parts[place], 'the part that is told');
  if (told.valid === false) {
    const inWhole = (counterexample: Counterexample) => relocated(counterexample, (index) => places[index] ?? index);
    return {
      valid: false,
      ...checked,
      key,
      counterexample: inWhole(told.counterexample),
      explain: (budget) => inWhole(told.explain(budget)),
    };
  }
  const cause = told.valid === 'unknown' ? told.cause : 'time';
  const progress = { done: keys.valid, total: keys.total, configurations: 0 };
  return { valid: 'unknown', ...checked, key, cause, progress };
}

export function countKeys(validities: readonly Verdict['valid'][]): KeyCounts {
  const counted = (valid: Verdict['valid']) => validities.filter((each) => each === valid).length;
  return { total: validities.length, valid: counted(true), invalid: counted(false), unknown: counted('unknown') };
}

export function validityOf({ invalid, unknown }: KeyCounts): Verdict['valid'] {
  if (invalid > 0) return false;
  return unknown > 0 ? 'unknown' : true;
}

/** The counterexample with other indexes for the same ops. */
export function relocated(counterexample: Counterexample, place: (index: number) => number): Counterexample {
  const { worlds, minimal, refuters } = counterexample;
  const shown = worlds.shown.map((world) => ({
    ...world,
    order: world.order.map(place),
    pending: world.pending.map(place),
  }));
  return {
    ...counterexample,
    operation: place(counterexample.operation),
    completion: place(counterexample.completion),
    worlds: { ...worlds, shown },
    ...(refuters && { refuters: refuters.map(place) }),
    ...(minimal ? { minimal: { operations: minimal.operations.map(place), context: minimal.context.map(place) } } : {}),
  };
}
