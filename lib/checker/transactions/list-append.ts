/**
 * Transactions that append to lists and read them (Kingsbury and Alvaro, "Elle", VLDB 2020): which anomalies of Adya's
 * catalogue a history shows, and which consistency models they rule out. Whether the model that is asked for is kept is known
 * in time linear in the history; which cycles there are is looked for afterwards.
 *
 *     T1  append 3 5 ├──┤ ok
 *     T2                     r 3 → [] ├──┤      T1 ended before T2 began, and T2 did not see 5: G-single-realtime
 *
 * Law: a committed transaction is one that was acknowledged, or of which somebody saw an element. Of others nothing is
 * concluded.
 */
import { type Account, count } from '../core/account';
import type { Budget, StopCause } from '../core/budget';
import type { Checker, CheckerContext, Decided } from '../core/checker';
import type { CheckResult } from '../core/finding';
import { cycleModels, isViewModel } from './consistency';
import { edgesOf } from './cycles';
import { dependenciesOf } from './dependencies';
import { firstCycles, toldCycles } from './forbidden-cycles';
import { componentsOf } from './graph';
import { type Judged, resultOf, type TransactionDetails, transactionAccount } from './judgement';
import { ListHistory } from './list-history';
import { LiveTransactions } from './live-transactions';
import { findOddReads } from './odd-reads';
import { Oddities } from './oddities';
import { type Told, toldCycle, toldOddity } from './told';
import { committed, none, readStep } from './transaction-history';
import { Versions } from './versions';

export interface ListAppendDetails extends TransactionDetails {
  readonly appends: number;
  /** Acknowledged elements that no list had that was read, though one was read that began later. */
  readonly unread: number;
}

export const listAppend: Checker<ListAppendDetails> = {
  isSearch: true,
  check(history, context, budget) {
    const { result, explain } = decide(new ListHistory(history, budget), context, budget);
    return explain ? explain(budget.part(budget.left)) : result;
  },
  decide: (history, context, budget) => decide(new ListHistory(history, budget), context, budget),
  live: (history, context, limits, host) =>
    new LiveTransactions(
      history,
      context,
      limits,
      host,
      (ops, asked, budget) => decide(new ListHistory(ops, budget), asked, budget).result,
    ),
  account: listAppendAccount,
};

/** Two steps: whether the model is kept, with one cycle where it is not, and then every kind of cycle there is. */
function decide(history: ListHistory, context: CheckerContext, budget: Budget): Decided<ListAppendDetails> {
  const model = context.consistency ?? 'strict-serializable';
  if (isViewModel(model)) throw new Error(`lists are not judged as ${model}; choose one of ${cycleModels.join(', ')}`);
  const oddities = new Oddities();
  const versions = new Versions(history, oddities, budget);
  findOddReads(versions, oddities, budget);
  const graph = dependenciesOf(versions, budget);
  const judged: Judged = { history, oddities, model };
  const odd = oddities.kept.map((oddity) => toldOddity(history, oddity));
  const counts = { appends: history.elements.length, unread: unreadIn(versions) };
  const answer = (told: readonly Told[], stopped?: StopCause): CheckResult<ListAppendDetails> => {
    const result = resultOf(judged, [...odd, ...told], stopped);
    return { ...result, details: { ...result.details, ...counts } };
  };
  if (componentsOf(graph, everyEdge, budget).count === 0) return { result: answer([]) };
  const first = firstCycles(graph, history.length, model, budget);
  return {
    result: answer(first.map((cycle) => toldCycle(history, cycle))),
    explain: (explaining) => {
      const { told, stopped } = toldCycles(history, graph, first, explaining);
      return answer(told, stopped);
    },
  };
}

/** Of the strongest model. */
const everyEdge = edgesOf('G2-item', '-realtime');

/** Elements that were acknowledged before a read of their key began, and that nobody ever read. */
function unreadIn({ history, places }: Versions): number {
  const lastRead = new Int32Array(history.keys.length).fill(none);
  for (let transaction = 0; transaction < history.length; transaction++) {
    if (history.outcomes.at(transaction) !== committed) continue;
    for (let step = history.firstStep.at(transaction); step < history.firstStep.at(transaction + 1); step++) {
      if (history.stepElements.at(step) === readStep)
        lastRead[history.stepKeys.at(step)] = history.invoked.at(transaction);
    }
  }
  let unread = 0;
  for (let element = 0; element < places.length; element++) {
    const writer = history.elementTransactions.at(element);
    if (places[element] !== none || history.outcomes.at(writer) !== committed) continue;
    if (history.completed.at(writer) < (lastRead[history.elementKeys.at(element)] as number)) unread++;
  }
  return unread;
}

function listAppendAccount(details: ListAppendDetails): Account {
  return transactionAccount(details, count('Appends', details.appends), [
    count('Acknowledged and never read, though others read their key later', details.unread),
  ]);
}
