/** Linearizability of a run that is still going on; where its operations are on keys, each key is judged by itself. */
import type { Json } from '../../base/json';
import { jsonKey } from '../../base/json-key';
import { fieldsOf, type OpFields } from '../../history/fields';
import { KeyOps } from '../../history/independent';
import type { OpSequence } from '../../history/op';
import type { Model } from '../../model/model';
import type { CheckHost, CheckLimits } from '../core/budget';
import type { LiveAnswer, LiveChecker } from '../core/live';
import { openAnomaly } from './anomaly';
import { LiveCheck } from './live';
import { LiveLaws } from './live-laws';

export function liveLinearizability(
  history: OpSequence,
  model: Model,
  isByKey: boolean,
  limits: CheckLimits,
  host: CheckHost,
): LiveChecker {
  const begin = (ops: OpSequence) => new LiveCheck(ops, model, limits, host);
  if (isByKey) return new LiveKeys(history, begin);
  const check = begin(history);
  return { judge: (upTo) => answerOf(check, (index) => index, upTo) };
}

interface LiveKey {
  readonly ops: KeyOps;
  readonly check: LiveCheck;
}

class LiveKeys implements LiveChecker {
  readonly #history: OpSequence;
  readonly #fields: OpFields;
  readonly #begin: (ops: OpSequence) => LiveCheck;
  readonly #keys = new Map<string | number, LiveKey>();
  /** Those that grew since they were judged. */
  readonly #changed = new Set<LiveKey>();
  readonly #laws: LiveLaws;
  /** Ops before this place have been handed out. */
  #taken = 0;

  constructor(history: OpSequence, begin: (ops: OpSequence) => LiveCheck) {
    this.#history = history;
    this.#fields = fieldsOf(history);
    this.#laws = new LiveLaws(this.#fields);
    this.#begin = begin;
  }

  judge(upTo = this.#history.length): LiveAnswer {
    for (; this.#taken < upTo; this.#taken++) this.#handOut(this.#taken);
    for (const key of this.#changed) {
      const answer = answerOf(key.check, (index) => key.ops.placeOf(index));
      if (answer.kind !== 'fine') return answer;
      this.#changed.delete(key);
    }
    return { kind: 'fine' };
  }

  #handOut(place: number): void {
    // Here, where ops have the indexes that a person knows.
    this.#laws.keep(place);
    const key = this.#fields.keyAt(place);
    // The nemesis is on no key; an operation on none is refused by the check at the end.
    if (key === undefined) return;
    const own = this.#keyOf(key);
    own.ops.add(place);
    this.#changed.add(own);
  }

  #keyOf(key: Json): LiveKey {
    const name = jsonKey(key);
    const known = this.#keys.get(name);
    if (known) return known;
    const ops = new KeyOps(this.#history);
    const begun = { ops, check: this.#begin(ops) };
    this.#keys.set(name, begun);
    return begun;
  }
}

/** @param place in the whole history of an op of what is judged */
function answerOf(check: LiveCheck, place: (index: number) => number, upTo?: number): LiveAnswer {
  const verdict = check.judge({ upTo });
  switch (verdict.kind) {
    case 'linearizable':
      return { kind: 'fine' };
    case 'violated':
      return { kind: 'violated', anomaly: openAnomaly(place(verdict.operation), place(verdict.completion)) };
    case 'undecided':
      return verdict;
  }
}
