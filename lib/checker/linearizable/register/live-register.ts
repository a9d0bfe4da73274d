/**
 * Follows a register while its history grows, by the sources of its reads. What is open counts as crashed: it may have
 * happened. A read is taken up when it ends, for only then is its value known; a write that fails after somebody may have
 * seen it is withdrawn.
 */
import { assert } from '../../../base/assert';
import type { Json } from '../../../base/json';
import type { OpFields } from '../../../history/fields';
import type { Process } from '../../../history/op';
import type { Model } from '../../../model/model';
import type { Budget } from '../../core/budget';
import { type Projection, projectedPrefix } from '../explain/projected-prefix';
import { isProjectionProved } from '../explain/second-proof';
import { never } from '../search/schedule';
import { Steps } from '../search/steps';
import { type Accesses, empty, grown, none } from './accesses';
import { SourceSearch } from './source-search';

/** Sources taken back for one completion: some milliseconds. */
const maxRepairs = 2000;
const stepsPerRepair = 8;

const firstCapacity = 4096;

export type Followed =
  | 'passed'
  /** The sources of reads do not decide, or what they found could not be proved a second time, or a limit was met. */
  | 'lost'
  | { readonly kind: 'violated'; readonly operation: number; readonly completion: number };

interface Open {
  /** The place of the invocation. */
  readonly invocation: number;
  readonly moment: number;
  /** `none` for a read. */
  readonly call: number;
}

export class LiveRegister {
  readonly #history: OpFields;
  readonly #steps: Steps;
  readonly #accesses = new GrowingAccesses();
  readonly #search: SourceSearch;
  readonly #open = new Map<Process, Open>();
  /** Where those began that are open, the oldest first. */
  readonly #openReads = new Map<Process, number>();
  #moment = 0;

  constructor(history: OpFields, model: Model) {
    this.#history = history;
    this.#steps = new Steps(model);
    this.#accesses.begin(0, undefined, this.#steps.initial);
    this.#accesses.end(0, 0);
    this.#search = new SourceSearch(this.#accesses);
  }

  /** Crashed and late writes that were looked at as sources. */
  get work(): number {
    return this.#search.looked;
  }

  /** @param place of the op that comes next, in a history that keeps the laws of `op.ts` */
  take(place: number, budget: Budget): Followed {
    const process = this.#history.processAt(place);
    if (process === 'nemesis') return 'passed';
    const type = this.#history.typeAt(place);
    this.#accesses.reach(++this.#moment);
    if (type === 'invoke') return this.#invoke(process, place);
    const open = this.#open.get(process);
    assert(open !== undefined, 'what completes was invoked');
    this.#open.delete(process);
    const oldest = this.#oldestRead();
    this.#openReads.delete(process);
    switch (type) {
      case 'info':
        return 'passed';
      case 'fail':
        if (open.call === none) return 'passed';
        this.#accesses.withdraw(open.call);
        return this.#search.withdraw(open.call, repairsWithin(budget)) ? 'passed' : 'lost';
      case 'ok':
        return this.#complete(open, place, oldest, budget);
    }
  }

  #invoke(process: Process, place: number): Followed {
    const access = this.#accessOf(place, this.#history.valueAt(place));
    if (!access) return 'lost';
    const moment = this.#moment;
    let call = none;
    if (access.leaves === undefined) this.#openReads.set(process, moment);
    else {
      call = this.#accesses.begin(moment, access.expects, access.leaves);
      this.#search.begin(call, this.#oldestRead());
    }
    this.#open.set(process, { invocation: place, moment, call });
    return 'passed';
  }

  #complete(open: Open, place: number, oldest: number, budget: Budget): Followed {
    const { invocation, moment } = open;
    const access = this.#accessOf(place, this.#history.valueAt(place) ?? this.#history.valueAt(invocation));
    let { call } = open;
    if (!access) return 'lost';
    if (call === none) {
      if (access.leaves !== undefined) return 'lost';
      if (access.expects === undefined) return 'passed';
      call = this.#accesses.begin(moment, access.expects, undefined);
      this.#search.begin(call, oldest);
    } else if (!this.#accesses.isAs(call, access.expects, access.leaves)) {
      return 'lost';
    }
    this.#accesses.end(call, this.#moment);
    const met = this.#search.end(call, repairsWithin(budget));
    if (met.kind === 'placed') return 'passed';
    if (met.kind === 'stopped' || !isProjectionProved(this.#accesses.projected(call, met.shown), budget)) return 'lost';
    return { kind: 'violated', operation: invocation, completion: place };
  }

  #oldestRead(): number {
    return this.#openReads.values().next().value ?? this.#moment;
  }

  #accessOf(place: number, value: Json) {
    const op = { f: this.#history.functionAt(place), value, process: this.#history.processAt(place) };
    return this.#steps.accessOf(this.#steps.classOf(op));
  }
}

/** What is asked before each step of a repair. */
function repairsWithin(budget: Budget): () => boolean {
  let repairsLeft = maxRepairs;
  return () => repairsLeft-- > 0 && budget.spend(undefined, stepsPerRepair) === undefined;
}

/** The calls so far; the first one is the initial write. */
class GrowingAccesses implements Accesses {
  expects = empty;
  leaves = empty;
  begins = empty;
  ends = empty;
  callAt = empty;
  readonly initialWrite = 0;
  /** By call: 1 where it did not happen. */
  #isWithdrawn = new Uint8Array(0);
  #calls = 0;

  /** All as a few calls see it that are said to show that one of them is violating. */
  projected(violating: number, shown: readonly number[]): Projection {
    return projectedPrefix(this, this.#calls, violating, shown, (call) => this.#isWithdrawn[call] === 0);
  }

  withdraw(call: number): void {
    this.#isWithdrawn[call] = 1;
  }

  /** Makes room for a moment. */
  reach(moment: number): void {
    if (moment < this.callAt.length) return;
    this.callAt = grown(this.callAt, Math.max(firstCapacity, 2 * moment), none);
  }

  begin(moment: number, expects = none, leaves = none): number {
    this.reach(moment);
    if (this.#calls === this.begins.length) this.#grow(Math.max(firstCapacity, 2 * this.#calls));
    const call = this.#calls++;
    this.expects[call] = expects;
    this.leaves[call] = leaves;
    this.begins[call] = moment;
    this.callAt[moment] = call;
    return call;
  }

  end(call: number, moment: number): void {
    this.ends[call] = moment;
    this.callAt[moment] = call;
  }

  isAs(call: number, expects = none, leaves = none): boolean {
    return this.expects[call] === expects && this.leaves[call] === leaves;
  }

  #grow(calls: number): void {
    this.expects = grown(this.expects, calls, none);
    this.leaves = grown(this.leaves, calls, none);
    this.begins = grown(this.begins, calls, none);
    this.ends = grown(this.ends, calls, never);
    const isWithdrawn = new Uint8Array(calls);
    isWithdrawn.set(this.#isWithdrawn);
    this.#isWithdrawn = isWithdrawn;
  }
}
