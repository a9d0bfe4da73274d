/** Linearizability of a run that is still going on; where its operations are on keys, each key is judged by itself. */
import type { Json } from '../../base/json';
import { jsonKey } from '../../base/json-key';
import type { Op } from '../../history/op';
import type { Model } from '../../model/model';
import type { CheckHost, CheckLimits } from '../core/budget';
import type { LiveAnswer, LiveChecker } from '../core/live';
import { openAnomaly } from './anomaly';
import { LiveCheck } from './live';

export function liveLinearizability(model: Model, isByKey: boolean, limits: CheckLimits, host: CheckHost): LiveChecker {
  const begin = () => new LiveCheck(model, limits, host);
  return isByKey ? new LiveKeys(begin) : new LiveWhole(begin());
}

class LiveWhole implements LiveChecker {
  readonly #check: LiveCheck;

  constructor(check: LiveCheck) {
    this.#check = check;
  }

  add(op: Op): void {
    this.#check.add(op);
  }

  judge(): LiveAnswer {
    return answerOf(this.#check);
  }
}

class LiveKeys implements LiveChecker {
  readonly #begin: () => LiveCheck;
  readonly #checks = new Map<string | number, LiveCheck>();
  /** Those to which ops were added since the last judgement. */
  readonly #changed = new Set<LiveCheck>();

  constructor(begin: () => LiveCheck) {
    this.#begin = begin;
  }

  add(op: Op): void {
    // The nemesis is on no key; an operation on none is refused by the check at the end.
    if (op.key === undefined) return;
    const check = this.#checkOf(op.key);
    check.add(op);
    this.#changed.add(check);
  }

  judge(): LiveAnswer {
    for (const check of this.#changed) {
      const answer = answerOf(check);
      if (answer.kind !== 'fine') return answer;
      this.#changed.delete(check);
    }
    return { kind: 'fine' };
  }

  #checkOf(key: Json): LiveCheck {
    const name = jsonKey(key);
    const known = this.#checks.get(name);
    if (known) return known;
    const begun = this.#begin();
    this.#checks.set(name, begun);
    return begun;
  }
}

function answerOf(check: LiveCheck): LiveAnswer {
  const verdict = check.judge();
  switch (verdict.kind) {
    case 'linearizable':
      return { kind: 'fine' };
    case 'violated':
      return { kind: 'violated', anomaly: openAnomaly(verdict.operation, verdict.completion) };
    case 'undecided':
      return verdict;
  }
}
