/**
 * The checker's twin for a run that is still going on: fed op by op, asked now and then. It says `violated` as soon as
 * the completions seen so far cannot be explained whatever the open operations turn out to be; what it says then stays
 * true, so its verdict is the one that `check` gives at the end.
 */
import type { Op } from '../history/op';
import type { Model } from '../model/model';
import type { CheckHost } from './budget';
import { check } from './check';
import type { CheckLimits } from './verdict';

export type LiveVerdict =
  /** The ops before this place have a linearization. */
  | { readonly kind: 'linearizable'; readonly ops: number }
  /** Indexes of the invocation and the completion of the operation that cannot be. */
  | { readonly kind: 'violated'; readonly operation: number; readonly completion: number }
  /** A limit was met; the check at the end decides. */
  | { readonly kind: 'undecided'; readonly cause: 'time' | 'memory' | 'cancelled' };

export class LiveCheck {
  private readonly model: Model;
  private readonly limits: CheckLimits;
  private readonly host: CheckHost;
  private readonly history: Op[] = [];

  constructor(model: Model, limits: CheckLimits, host: CheckHost) {
    this.model = model;
    this.limits = limits;
    this.host = host;
  }

  add(op: Op): void {
    this.history.push(op);
  }

  /** Judges everything added so far; cheap when little was added since the last time. */
  judge(): LiveVerdict {
    const verdict = check(this.history, this.model, this.limits, this.host);
    if (verdict.valid === true) return { kind: 'linearizable', ops: this.history.length };
    if (verdict.valid === 'unknown') return { kind: 'undecided', cause: verdict.cause };
    return { kind: 'violated', operation: verdict.failure.operation, completion: verdict.failure.completion };
  }
}
