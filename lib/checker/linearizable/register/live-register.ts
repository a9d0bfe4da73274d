/**
 * Follows a register while its history grows, by the sources of its reads. What is open counts as crashed: it may have
 * happened. A read is taken up when it ends, for only then is its value known; a write that fails after somebody may have
 * seen it is withdrawn.
 */
import { assert } from '../../../base/assert';
import type { Json } from '../../../base/json';
import type { Op, Process } from '../../../history/op';
import type { Model } from '../../../model/model';
import type { Budget } from '../../core/budget';
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
  /** The sources of reads do not decide, or a limit was met. */
  | 'lost'
  | { readonly kind: 'violated'; readonly operation: number; readonly completion: number };

interface Open {
  readonly invocation: Op;
  readonly moment: number;
  /** `none` for a read. */
  readonly call: number;
}

export class LiveRegister {
  readonly #steps: Steps;
  readonly #accesses = new GrowingAccesses();
  readonly #search: SourceSearch;
  readonly #open = new Map<Process, Open>();
  /** Where those began that are open, the oldest first. */
  readonly #openReads = new Map<Process, number>();
  #moment = 0;

  constructor(model: Model) {
    this.#steps = new Steps(model);
    this.#accesses.begin(0, undefined, this.#steps.initial);
    this.#accesses.end(0, 0);
    this.#search = new SourceSearch(this.#accesses);
  }

  /** Crashed and late writes that were looked at as sources. */
  get work(): number {
    return this.#search.looked;
  }

  take(op: Op, budget: Budget): Followed {
    if (op.process === 'nemesis') return 'passed';
    this.#accesses.reach(++this.#moment);
    if (op.type === 'invoke') return this.#invoke(op);
    const open = this.#open.get(op.process);
    assert(open !== undefined, 'what completes was invoked');
    this.#open.delete(op.process);
    const oldest = this.#oldestRead();
    this.#openReads.delete(op.process);
    let repairsLeft = maxRepairs;
    const mayRepair = () => repairsLeft-- > 0 && budget.spend(undefined, stepsPerRepair) === undefined;
    switch (op.type) {
      case 'info':
        return 'passed';
      case 'fail':
        return open.call === none || this.#search.withdraw(open.call, mayRepair) ? 'passed' : 'lost';
      case 'ok':
        return this.#complete(open, op, oldest, mayRepair);
    }
  }

  #invoke(op: Op): Followed {
    const access = this.#accessOf(op, op.value);
    if (!access) return 'lost';
    const moment = this.#moment;
    let call = none;
    if (access.leaves === undefined) this.#openReads.set(op.process, moment);
    else {
      call = this.#accesses.begin(moment, access.expects, access.leaves);
      this.#search.begin(call, this.#oldestRead());
    }
    this.#open.set(op.process, { invocation: op, moment, call });
    return 'passed';
  }

  #complete(open: Open, op: Op, oldest: number, mayRepair: () => boolean): Followed {
    const { invocation, moment } = open;
    const access = this.#accessOf(op, op.value ?? invocation.value);
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
    const { kind } = this.#search.end(call, mayRepair);
    if (kind === 'placed') return 'passed';
    return kind === 'stopped' ? 'lost' : { kind: 'violated', operation: invocation.index, completion: op.index };
  }

  #oldestRead(): number {
    return this.#openReads.values().next().value ?? this.#moment;
  }

  #accessOf({ f, process }: Op, value: Json) {
    return this.#steps.accessOf(this.#steps.classOf({ f, value, process }));
  }
}

/** The calls so far; the first one is the initial write. */
class GrowingAccesses implements Accesses {
  expects = empty;
  leaves = empty;
  begins = empty;
  ends = empty;
  callAt = empty;
  readonly initialWrite = 0;
  #calls = 0;

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
  }
}
