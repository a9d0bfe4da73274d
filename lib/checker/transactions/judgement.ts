/** What transactions come to: the models that fall with what was found, and how a person is told of it. */
import { capitalised, counted, listed } from '../../base/words';
import { type Account, count, type Fact, type FactCell, tableOfAny } from '../core/account';
import { type StopCause, stopWords } from '../core/budget';
import { type CheckResult, maxAnomalies } from '../core/finding';
import {
  type AnomalyKind,
  type ConsistencyModel,
  implies,
  type JudgedModel,
  type Violated,
  violatedFrom,
} from './consistency';
import type { Oddities } from './oddities';
import { type Told, titles } from './told';
import { aborted, committed, indeterminate, readStep, type TransactionHistory } from './transaction-history';

export interface TransactionDetails {
  readonly model: JudgedModel;
  readonly transactions: number;
  readonly acknowledged: number;
  readonly failed: number;
  /** Neither acknowledged nor failed. */
  readonly unknown: number;
  readonly reads: number;
  readonly keys: number;
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

export interface Judged {
  readonly history: TransactionHistory;
  readonly oddities: Oddities;
  readonly model: JudgedModel;
}

/** Whether the model falls with it. */
export function breaks({ lowest }: Told, model: ConsistencyModel): boolean {
  return lowest.some((each) => implies(model, each));
}

/** @param stopped what ended the search for more to tell */
export function resultOf(
  { history, oddities, model }: Judged,
  told: readonly Told[],
  stopped?: StopCause,
): CheckResult<TransactionDetails> {
  const details = {
    ...countsOf(history, model),
    found: foundIn(told, oddities),
    violated: violatedFrom(told.flatMap(({ lowest }) => lowest)),
    ...(stopped && { stopped }),
  };
  const isUntested = details.reads === 0;
  const broken = told.filter((each) => breaks(each, model));
  const valid = broken.length === 0 && (isUntested ? 'unknown' : true);
  const allowed = told.filter((each) => !breaks(each, model));
  return {
    valid,
    ...(isUntested && valid === 'unknown' && { isUntested }),
    sentence: sentenceOf(details, broken, allowed),
    isNoteworthy: valid !== true || told.length > 0,
    anomalies: broken.slice(0, maxAnomalies).map(({ anomaly }) => anomaly),
    details,
  };
}

function foundIn(told: readonly Told[], { counts }: Oddities): readonly Found[] {
  const found = new Map<AnomalyKind, Found>();
  for (const { kind, reason, anomaly } of told) {
    const times = (found.get(kind)?.count ?? 0) + 1;
    const first = found.get(kind) ?? { kind, count: times, reason, operation: anomaly.operations[0] ?? 0 };
    found.set(kind, { ...first, count: times });
  }
  // Of oddities some are shown and all are counted.
  for (const [kind, times] of counts) {
    const known = found.get(kind);
    if (known) found.set(kind, { ...known, count: times });
  }
  return [...found.values()];
}

function countsOf(history: TransactionHistory, model: JudgedModel) {
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
    reads,
    keys: history.keys.length,
  };
}

/** `strict-serializable` as a person says it. */
export function modelName(model: ConsistencyModel): string {
  return model.replaceAll('-', ' ');
}

/** Of what was asked for, and apart from it what it allows: nobody promised more. */
function sentenceOf(
  { model, reads, acknowledged, stopped }: TransactionDetails,
  broken: readonly Told[],
  allowed: readonly Told[],
): string {
  const isBroken = broken.length > 0;
  const [first, ...others] = isBroken ? broken : allowed;
  const more = stopped ? ` The search for other cycles was ended: ${stopWords[stopped]}.` : '';
  if (!first) {
    if (reads === 0) return 'No transaction read anything, so there is nothing to judge.';
    return `${counted(acknowledged, 'transaction')} ${acknowledged === 1 ? 'is' : 'are'} ${modelName(model)}: no anomaly was found.${more}`;
  }
  const rest = others.length === 0 ? '' : ` ${others.length} more of ${kindsOf(others)}.`;
  const what = `${first.anomaly.title}: ${first.reason}.`;
  const { not } = violatedFrom((isBroken ? broken : allowed).flatMap(({ lowest }) => lowest));
  if (!isBroken) {
    return `${capitalised(modelName(model))}. Beyond that, not ${listed(not.map(modelName), 'and')}. ${what}${rest}${more}`;
  }
  const fallen = not.filter((each) => implies(model, each));
  const so = fallen.includes(model) ? '' : `, and so not ${modelName(model)}`;
  const beside = allowed.length === 0 ? '' : ` Allowed by it, and found too: ${kindsOf(allowed)}.`;
  return `Not ${listed(fallen.map(modelName), 'and')}${so}. ${what}${rest}${beside}${more}`;
}

/** `G1c and G2-item` */
function kindsOf(told: readonly Told[]): string {
  return listed([...new Set(told.map(({ kind }) => kind))], 'and');
}

/** @param counts of what its kind of history has beside transactions, reads and keys */
export function transactionAccount(details: TransactionDetails, brought: Fact, counts: readonly Fact[] = []): Account {
  const { model, acknowledged, failed, unknown, reads, keys, found, violated } = details;
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
      brought,
      count('Reads', reads),
      count('Keys', keys),
      ...counts,
      ...(violated.not.length > 0 ? [{ name: 'Ruled out', value: names(violated.not) }] : []),
      ...(violated.alsoNot.length > 0 ? [{ name: 'And with that', value: names(violated.alsoNot) }] : []),
    ],
    tables: tableOfAny('Anomalies', ['anomaly', 'found', 'the first'], rows),
  };
}
