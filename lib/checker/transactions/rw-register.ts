/**
 * Transactions that write registers and read them: which anomalies of Adya's catalogue a history shows, and which consistency
 * models they rule out. Who writes what it has read shows the order of the writes; where all do, the answer takes time linear in
 * the history. Where an order stays open a model is kept if some order of the writes keeps it: that is searched for, and where
 * a limit ends the search the answer is unknown.
 *
 *     T1  r 3 → nil  w 3 5 ├──┤ ok
 *     T2                            r 3 → nil ├──┤      T1 ended before T2 began, and T2 did not see 5: G-single-realtime
 */
import { type Account, count } from '../core/account';
import { type Budget, CheckStopped, type StopCause, stopWords } from '../core/budget';
import type { Checker, CheckerContext, Decided } from '../core/checker';
import type { CheckResult } from '../core/finding';
import { type CycleModel, implies, isViewModel, type JudgedModel, judgedModels } from './consistency';
import { edgesOf } from './cycles';
import { firstCycles, toldCycles } from './forbidden-cycles';
import { componentsOf, type Graph } from './graph';
import { breaks, modelName, resultOf, type TransactionDetails, transactionAccount } from './judgement';
import { LiveTransactions } from './live-transactions';
import { Oddities } from './oddities';
import { brokenInEveryOrder } from './open-model';
import { type Chain, openOrders } from './open-orders';
import { knownDependencies } from './register-dependencies';
import { RegisterHistory } from './register-history';
import { RegisterVersions } from './register-versions';
import { type Told, toldCycle, toldOddity } from './told';
import { toldView } from './views';

export interface RwRegisterDetails extends TransactionDetails {
  readonly writes: number;
}

export const rwRegister: Checker<RwRegisterDetails> = {
  isSearch: true,
  check(history, context, budget) {
    const { result, explain } = decide(new RegisterHistory(history, budget), context, budget);
    return explain ? explain(budget.part(budget.left)) : result;
  },
  decide: (history, context, budget) => decide(new RegisterHistory(history, budget), context, budget),
  live: (history, context, limits, host) =>
    new LiveTransactions(
      history,
      context,
      limits,
      host,
      (ops, asked, budget) => decide(new RegisterHistory(ops, budget), asked, budget).result,
    ),
  account: (details: RwRegisterDetails): Account => transactionAccount(details, count('Writes', details.writes)),
};

function decide(history: RegisterHistory, context: CheckerContext, budget: Budget): Decided<RwRegisterDetails> {
  return new Judgement(history, context.consistency ?? 'strict-serializable', budget).decide();
}

/** Of the strongest model. */
const everyEdge = edgesOf('G2-item', '-realtime');

class Judgement {
  readonly #history: RegisterHistory;
  readonly #model: JudgedModel;
  readonly #budget: Budget;
  readonly #oddities = new Oddities();
  readonly #versions: RegisterVersions;
  readonly #known: Graph;
  readonly #odd: readonly Told[];
  #orders: readonly (readonly Chain[])[] | undefined;

  constructor(history: RegisterHistory, model: JudgedModel, budget: Budget) {
    this.#history = history;
    this.#model = model;
    this.#budget = budget;
    this.#versions = new RegisterVersions(history, this.#oddities, budget);
    this.#known = knownDependencies(this.#versions, budget).build();
    this.#odd = this.#oddities.kept.map((oddity) => toldOddity(history, oddity));
  }

  decide(): Decided<RwRegisterDetails> {
    const isAcyclic = componentsOf(this.#known, everyEdge, this.#budget).count === 0;
    const cycles = isAcyclic ? [] : firstCycles(this.#known, this.#history.length, knownBan(this.#model), this.#budget);
    const known = [...this.#odd, ...cycles.map((cycle) => toldCycle(this.#history, cycle))];
    if (known.some((each) => breaks(each, this.#model))) return this.#decided(known);
    try {
      const broken = this.#broken(this.#model, this.#budget);
      return this.#decided(broken ? [broken, ...known] : known);
    } catch (error) {
      if (error instanceof CheckStopped && error.stopCause !== 'cancelled')
        return { result: this.#undecided(known, error.stopCause) };
      throw error;
    }
  }

  /** What breaks the model though what is known does not. @throws CheckStopped where that stays open */
  #broken(model: JudgedModel, budget: Budget): Told | undefined {
    if (isViewModel(model)) return toldView(model, this.#versions, budget);
    this.#orders ??= openOrders(this.#versions, budget);
    return brokenInEveryOrder({ versions: this.#versions, orders: this.#orders, known: this.#known }, model, budget);
  }

  #decided(told: readonly Told[]): Decided<RwRegisterDetails> {
    const result = this.#result(told);
    return told.length === 0 ? { result } : { result, explain: (budget) => this.#explained(told, budget) };
  }

  #explained(first: readonly Told[], budget: Budget): CheckResult<RwRegisterDetails> {
    const { told: cycles, stopped: ended } = toldCycles(this.#history, this.#known, [], budget);
    const told = [...this.#odd, ...cycles];
    let stopped = ended;
    for (const model of weakestFirst) {
      if (!implies(this.#model, model) || told.some((each) => breaks(each, model))) continue;
      // Of models that are not asked for, those that stay open are no news.
      const share = budget.part({ ...budget.left, timeLimitMs: budget.left.timeLimitMs / 2 });
      try {
        const broken = this.#broken(model, share);
        if (broken) told.push(broken);
      } catch (error) {
        if (!(error instanceof CheckStopped)) throw error;
        stopped ??= error.stopCause;
      }
    }
    const kinds = new Set(told.map(({ kind }) => kind));
    return this.#result([...told, ...first.filter((each) => !kinds.has(each.kind))], stopped);
  }

  #result(told: readonly Told[], stopped?: StopCause): CheckResult<RwRegisterDetails> {
    const judged = { history: this.#history, oddities: this.#oddities, model: this.#model };
    const result = resultOf(judged, told, stopped);
    return { ...result, details: { ...result.details, writes: this.#history.elements.length } };
  }

  #undecided(told: readonly Told[], cause: StopCause): CheckResult<RwRegisterDetails> {
    const sentence = `The reads leave open in which order some of the writes were made, and the search for an order that is ${modelName(this.#model)} was ended: ${stopWords[cause]}.`;
    return { ...this.#result(told), valid: 'unknown', cause, isNoteworthy: true, sentence };
  }
}

/** Of what is known of a view, the cycles that break it. */
function knownBan(model: JudgedModel): CycleModel {
  if (!isViewModel(model)) return model;
  return model === 'causal' ? 'strong-session-read-committed' : 'read-committed';
}

/** A stronger model implies more. */
const weakestFirst = [...judgedModels].sort((a, b) => impliedBy(a) - impliedBy(b));

function impliedBy(model: JudgedModel): number {
  return judgedModels.filter((other) => implies(model, other)).length;
}
