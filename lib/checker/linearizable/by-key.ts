/**
 * The verdict on a history of many keys from the verdicts on each: invalid if any is, else unknown if any is. It tells of
 * the first key that is so, with the indexes of the whole history.
 */
import { present } from '../../base/assert';
import type { HistoryPart } from '../../history/independent';
import type { CheckLimits } from '../core/budget';
import type { Counterexample, KeyCounts, Verdict } from './verdict';

/**
 * Judges part after part within one limit of time. A key that is too hard gets half of what is left at first, so that it
 * does not hide the others, and what remains once they are judged.
 */
export function checkByKey(
  parts: readonly HistoryPart[],
  limits: CheckLimits,
  host: {
    readonly now: () => number;
    readonly judge: (part: HistoryPart, limits: CheckLimits) => Verdict;
    readonly onJudged?: (part: HistoryPart) => void;
  },
): Verdict {
  const startMs = host.now();
  const leftMs = () => limits.timeLimitMs - (host.now() - startMs);
  // Never nothing: a check with no time left says so itself.
  const judge = (part: HistoryPart, timeLimitMs: number) =>
    host.judge(part, { ...limits, timeLimitMs: Math.max(1, timeLimitMs) });
  const first = parts.map((part) => {
    const verdict = judge(part, leftMs() / 2);
    if (verdict.valid !== 'unknown') host.onJudged?.(part);
    return verdict;
  });
  const verdicts = parts.map((part, place) => {
    const verdict = present(first[place], 'the verdict on a key');
    if (verdict.valid !== 'unknown' || verdict.cause !== 'time' || leftMs() <= 0) return verdict;
    return judge(part, leftMs());
  });
  return mergedVerdict(parts, verdicts, host.now() - startMs);
}

function mergedVerdict(parts: readonly HistoryPart[], verdicts: readonly Verdict[], durationMs: number): Verdict {
  const keys = countKeys(verdicts.map(({ valid }) => valid));
  const sum = (of: (verdict: Verdict) => number) => verdicts.reduce((total, verdict) => total + of(verdict), 0);
  const checked = {
    model: verdicts[0]?.model ?? '',
    algorithm: verdicts[0]?.algorithm ?? 'none',
    operations: sum(({ operations }) => operations),
    crashed: sum(({ crashed }) => crashed),
    durationMs,
    keys,
  };
  const valid = validityOf(keys);
  if (valid === true) return { valid, ...checked, linearization: [] };
  const place = verdicts.findIndex((verdict) => verdict.valid === valid);
  const told = present(verdicts[place], 'the verdict that is told');
  const { key, places } = present(parts[place], 'the part that is told');
  if (told.valid === false) {
    return {
      valid: false,
      ...checked,
      key,
      counterexample: relocated(told.counterexample, (index) => places[index] ?? index),
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
