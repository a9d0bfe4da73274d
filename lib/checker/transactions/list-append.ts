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
import { capitalised, counted, listed } from '../../base/words';
import { type Account, count, type FactCell, tableOfAny } from '../core/account';
import type { Budget, StopCause } from '../core/budget';
import { stopWords } from '../core/budget';
import type { Checker, CheckerContext, Decided } from '../core/checker';
import { type CheckResult, maxAnomalies } from '../core/finding';
import {
  type AnomalyKind,
  type ConsistencyModel,
  cycleBanOf,
  type JudgedModel,
  rulesOut,
  type Violated,
  violatedBy,
} from './consistency';
import { anyCycle, type Cycle, edgesOf, findCycles } from './cycles';
import { dependenciesOf } from './dependencies';
import { componentsOf, type Graph, withoutAdjacent } from './graph';
import { aborted, committed, indeterminate, ListHistory, none, readStep } from './list-history';
import { LiveLists } from './live-lists';
import { findOddReads } from './odd-reads';
import { Oddities } from './oddities';
import { type Told, titles, toldCycle, toldOddity } from './told';
import { Versions } from './versions';

export interface ListAppendDetails {
  readonly model: JudgedModel;
  readonly transactions: number;
  readonly acknowledged: number;
  readonly failed: number;
  /** Neither acknowledged nor failed. */
  readonly unknown: number;
  readonly appends: number;
  readonly reads: number;
  readonly keys: number;
  /** Acknowledged elements that no list had that was read, though one was read that began later. */
  readonly unread: number;
  readonly found: readonly Found[];
  /** The models that are ruled out. */
  readonly violated: Violated;
  /** What ended the search for cycles; there may be others. */
  readonly stopped?: StopCause;
}

/** Anomalies of a kind. */
interface Found {
  readonly kind: AnomalyKind;
  readonly count: number;
  /** Of the first. */
  readonly reason: string;
  readonly operation: number;
}

export const listAppend: Checker<ListAppendDetails> = {
  isSearch: true,
  check(history, context, budget) {
    const { result, explain } = decide(new ListHistory(history, budget), context, budget);
    return explain ? explain(budget.part(budget.left)) : result;
  },
  decide: (history, context, budget) => decide(new ListHistory(history, budget), context, budget),
  live: (history, context, limits, host) =>
    new LiveLists(
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
  const oddities = new Oddities();
  const versions = new Versions(history, oddities, budget);
  findOddReads(versions, oddities, budget);
  const graph = dependenciesOf(versions, budget);
  const judged: Judged = { history, versions, oddities, model };
  const isAcyclic = componentsOf(graph, everyEdge, budget).count === 0;
  const first = isAcyclic ? [] : firstCycles(judged, graph, budget);
  const result = resultOf(judged, first);
  if (isAcyclic) return { result };
  return {
    result,
    explain: (explaining) => {
      const { cycles, stopped } = findCycles(graph, history.length, explaining);
      const all = [...cycles, ...first.filter(({ name }) => cycles.every((cycle) => cycle.name !== name))];
      return resultOf(judged, all, stopped);
    },
  };
}

/** Of the strongest model. */
const everyEdge = edgesOf('G2-item', '-realtime');

interface Judged {
  readonly history: ListHistory;
  readonly versions: Versions;
  readonly oddities: Oddities;
  readonly model: JudgedModel;
}

/** Such as the model forbids, or, where there are none, one that only a stronger one forbids. */
function firstCycles({ history, model }: Judged, graph: Graph, budget: Budget): readonly Cycle[] {
  const { mildest, order } = cycleBanOf(model);
  const allowed = edgesOf(mildest, order);
  const met =
    mildest === 'G-nonadjacent'
      ? anyCycle(withoutAdjacent(graph, allowed), allowed, history.length, budget, {
          nodes: graph.nodes,
          why: graph.why,
        })
      : anyCycle(graph, allowed, history.length, budget);
  const broken = met.filter(({ name }) => rulesOut(name, model));
  // Where the model is kept, what it does not ask for is told.
  return broken.length > 0 ? broken : anyCycle(graph, everyEdge, history.length, budget);
}

function resultOf(judged: Judged, cycles: readonly Cycle[], stopped?: StopCause): CheckResult<ListAppendDetails> {
  const { history, oddities, model } = judged;
  const told = [
    ...oddities.kept.map((oddity) => toldOddity(history, oddity)),
    ...cycles.map((cycle) => toldCycle(history, cycle)),
  ];
  const found = foundIn(told, oddities);
  const details = {
    ...countsOf(judged),
    found,
    violated: violatedBy(found.map(({ kind }) => kind)),
    ...(stopped && { stopped }),
  };
  const isUntested = details.reads === 0;
  const broken = told.filter(({ kind }) => rulesOut(kind, model));
  const valid = broken.length === 0 && (isUntested ? 'unknown' : true);
  // What the model allows is told after what it forbids.
  const ordered = [...broken, ...told.filter(({ kind }) => !rulesOut(kind, model))];
  return {
    valid,
    ...(isUntested && valid === 'unknown' && { isUntested }),
    sentence: sentenceOf(details, ordered, broken.length > 0),
    isNoteworthy: valid !== true || told.length > 0,
    anomalies: broken.slice(0, maxAnomalies).map(({ anomaly }) => anomaly),
    details,
  };
}

function foundIn(told: readonly Told[], { counts }: Oddities): readonly Found[] {
  const found = new Map<AnomalyKind, Found>();
  for (const { kind, reason, anomaly } of told) {
    const count = (found.get(kind)?.count ?? 0) + 1;
    const first = found.get(kind) ?? { kind, count, reason, operation: anomaly.operations[0] ?? 0 };
    found.set(kind, { ...first, count });
  }
  // Of oddities some are shown and all are counted.
  for (const [kind, count] of counts) {
    const known = found.get(kind);
    if (known) found.set(kind, { ...known, count });
  }
  return [...found.values()];
}

function countsOf({ history, versions, model }: Judged) {
  const outcomes = [0, 0, 0];
  for (let i = 0; i < history.length; i++)
    outcomes[history.outcomes.at(i)] = (outcomes[history.outcomes.at(i)] ?? 0) + 1;
  let reads = 0;
  for (let step = 0; step < history.stepElements.length; step++)
    if (history.stepElements.at(step) === readStep) reads++;
  return {
    model,
    transactions: history.length,
    acknowledged: outcomes[committed] ?? 0,
    failed: outcomes[aborted] ?? 0,
    unknown: outcomes[indeterminate] ?? 0,
    appends: history.elements.length,
    reads,
    keys: history.keys.length,
    unread: unreadIn(versions),
  };
}

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

/** `strict-serializable` as a person says it. */
function modelName(model: ConsistencyModel): string {
  return model.replaceAll('-', ' ');
}

function sentenceOf(
  { model, reads, acknowledged, violated, stopped }: ListAppendDetails,
  told: readonly Told[],
  isBroken: boolean,
): string {
  const [first] = told;
  const more = stopped ? ` The search for other cycles was ended: ${stopWords[stopped]}.` : '';
  if (!first) {
    if (reads === 0) return 'No transaction read anything, so there is nothing to judge.';
    return `${counted(acknowledged, 'transaction')} ${acknowledged === 1 ? 'is' : 'are'} ${modelName(model)}: no anomaly was found.${more}`;
  }
  const fallen = listed(violated.not.map(modelName), 'and');
  const rest =
    told.length === 1
      ? ''
      : ` ${told.length - 1} more of ${listed([...new Set(told.slice(1).map(({ kind }) => kind))], 'and')}.`;
  const what = `${first.anomaly.title}: ${first.reason}.`;
  if (!isBroken) return `${capitalised(modelName(model))}. Beyond that, not ${fallen}. ${what}${rest}${more}`;
  return `Not ${fallen}${violated.not.includes(model) ? '' : `, and so not ${modelName(model)}`}. ${what}${rest}${more}`;
}

function listAppendAccount(details: ListAppendDetails): Account {
  const { model, acknowledged, failed, unknown, appends, reads, keys, unread, found, violated } = details;
  const rows = found.map(({ kind, count: times, reason, operation }): readonly FactCell[] => [
    titles[kind],
    String(times),
    { text: reason, operation },
  ]);
  const names = (models: readonly ConsistencyModel[]) => listed(models.map(modelName), 'and');
  return {
    facts: [
      { name: 'Asked for', value: modelName(model) },
      count('Transactions acknowledged', acknowledged),
      count('Failed', failed),
      count('Outcome not known', unknown),
      count('Appends', appends),
      count('Reads', reads),
      count('Keys', keys),
      count('Acknowledged and never read, though others read their key later', unread),
      ...(violated.not.length > 0 ? [{ name: 'Ruled out', value: names(violated.not) }] : []),
      ...(violated.alsoNot.length > 0 ? [{ name: 'And with that', value: names(violated.alsoNot) }] : []),
    ],
    tables: tableOfAny('Anomalies', ['anomaly', 'found', 'the first'], rows),
  };
}
