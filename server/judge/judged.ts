/** A verdict with what can be said about it only where the history is. */
import type { StopCause } from '@/lib/checker/core/budget';
import { proofCaveat } from '@/lib/checker/linearizable/anomaly';
import type { Counterexample, Verdict } from '@/lib/checker/linearizable/verdict';
import type { History } from '@/lib/history/op';
import { formatOp } from '@/lib/history/text';
import type { Model } from '@/lib/model/model';
import { contradictionIn, contradictionTitle, stoppedExplanation } from '@/lib/report/minimal-text';
import { reportText } from '@/lib/report/report';
import { valueSource } from '@/lib/report/value-source';
import type { Judged } from './messages';

/** Ops of the prefix that a report prints in full, once and for each world; nobody reads more. */
const reportLimit = 5000;

/** Ops before the counterexample that are printed of a longer prefix. */
const shownBefore = 50;

export function judgedOf(history: History, verdict: Verdict, model: Model): Judged {
  // The order found may have a million numbers, and whoever judges a file does not ask for it.
  if (verdict.valid === true)
    return { verdict: { ...verdict, linearization: [] }, report: reportText(history, verdict, model) };
  if (verdict.valid === 'unknown') return { verdict, report: reportText(history, verdict, model) };
  const { counterexample } = verdict;
  const isLong = counterexample.prefixLength > reportLimit;
  const report = isLong ? shortReport(history, counterexample, model) : reportText(history, verdict, model);
  return { verdict, report, op: history[counterexample.completion], source: valueSource(history, counterexample) };
}

/** Whose explanation was ended from outside, or failed. */
export function unexplainedJudged(judged: Judged, cause: StopCause): Judged {
  const { verdict, report, explainMs } = judged;
  if (verdict.valid !== false || explainMs !== undefined) return judged;
  const counterexample = { ...verdict.counterexample, stopped: cause };
  return { ...judged, verdict: { ...verdict, counterexample }, report: `${report}\n\n${stoppedExplanation(cause)}` };
}

function shortReport(history: History, counterexample: Counterexample, model: Model): string {
  const { prefixLength, worlds, transitions } = counterexample;
  const first = Math.max(0, prefixLength - shownBefore);
  const opLine = (index: number) => {
    const op = history[index];
    return op ? formatOp(op) : '';
  };
  const shown = contradictionIn(counterexample);
  const contradiction = [...(shown?.operations ?? []), ...(shown?.context ?? [])].sort((a, b) => a - b);
  return [
    `Not linearizable. Linearizable prefix of ${prefixLength} ops was, without the first ${first} of them:`,
    ...history.slice(first, prefixLength).map(formatOp),
    '',
    'Followed by inconsistent operation:',
    opLine(counterexample.completion),
    '',
    ...(contradiction.length === 0
      ? []
      : [
          `${counterexample.minimal ? 'Invoked by the operations that contradict each other' : contradictionTitle(counterexample, 0)}:`,
          ...contradiction.map(opLine),
          '',
        ]),
    `Possible worlds: ${worlds.isExact ? '' : 'at least '}${worlds.total}, too long to be printed (--json has them)`,
    '',
    'Inconsistent state transitions:',
    `(${transitions.map(({ state, message }) => `[${model.format(state)} ${JSON.stringify(message)}]`).join(' ')})`,
    ...(counterexample.stopped ? ['', stoppedExplanation(counterexample.stopped)] : []),
    ...proofCaveat(counterexample).flatMap((caveat) => ['', caveat]),
  ].join('\n');
}
