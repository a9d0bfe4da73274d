/** An experiment as a table in text, a line a combination, and as JSON for scripts. */
import { aligned } from '../base/aligned';
import type { ExperimentCombination, ExperimentSummary } from '../protocol/experiment';
import { cellOf, isRefuted } from './experiment-cell';
import { countWords, latencyWords, shareWords, verdictWords, violationWords } from './experiment-words';

/** The titles of its values, in the order of the axes. */
export function valueTitles({ axes }: Pick<ExperimentSummary, 'axes'>, { places }: ExperimentCombination) {
  return axes.map(({ name, values }, axis) => ({ axis: name, title: values[places[axis] ?? 0] ?? '' }));
}

/** `local · pause · #2`: one run of an experiment. @param repeat counted from 0 */
export function slotName(summary: ExperimentSummary, combination: ExperimentCombination, repeat: number): string {
  const titles = valueTitles(summary, combination).map(({ title }) => title);
  return [...titles, ...(summary.repeats === 1 ? [] : [`#${repeat + 1}`])].join(' · ') || summary.name;
}

/**
 *     reads         verdict  violations  ok   reads served  updates served  refused  p50     p95     p99     run
 *     etcd, local   invalid  at 12.4 s   412  98 %          31 %            14       2.1 ms  5.8 ms  1.2 s   k3v9x2m4qp
 */
export function experimentTable(summary: ExperimentSummary): string {
  const isGoingOn = summary.state === 'going-on';
  const rows = summary.combinations.map((combination) => {
    const cell = cellOf(combination.slots);
    return [
      ...valueTitles(summary, combination).map(({ title }) => title),
      verdictWords(cell, isGoingOn),
      violationWords(cell),
      countWords(cell.ok),
      shareWords(cell.underFaults?.reads),
      shareWords(cell.underFaults?.updates),
      countWords(cell.underFaults?.updates.refused),
      latencyWords(cell.latency?.p50),
      latencyWords(cell.latency?.p95),
      latencyWords(cell.latency?.p99),
      combination.slots.map(({ run }) => run?.id ?? '–').join(' '),
    ];
  });
  const axes = summary.axes.map(({ name }) => name);
  const measured = ['verdict', 'violations', 'ok', 'reads served', 'updates served', 'refused', 'p50', 'p95', 'p99'];
  return aligned([[...axes, ...measured, summary.repeats === 1 ? 'run' : 'runs'], ...rows]).join('\n');
}

/** What a hunt came to, a line a combination: `quorum: in 1 of 4 runs, at 12.4 s; the seed of that one is 71 (k3v9x2m4qp)` */
export function huntLines(summary: ExperimentSummary): readonly string[] {
  return summary.combinations.map((combination) => {
    const titles = valueTitles(summary, combination).map(({ title }) => title);
    const found = combination.slots.find(({ run }) => run && isRefuted(run));
    const kept = found ? `; the seed of that one is ${found.seed} (${found.run?.id})` : '';
    return `${titles.join(' · ') || summary.name}: a violation ${violationWords(cellOf(combination.slots))}${kept}`;
  });
}

/** Times are nanoseconds; keys without a value are left out by JSON. */
export function experimentJson(summary: ExperimentSummary) {
  const { id, name, seed, repeats, until, state, reason, axes } = summary;
  return {
    ...{ experiment: id, name, seed, repeats, until, state, reason, axes },
    combinations: summary.combinations.map((combination) => {
      const { violations, ok, underFaults, latency } = cellOf(combination.slots);
      return {
        values: Object.fromEntries(valueTitles(summary, combination).map(({ axis, title }) => [axis, title])),
        violations,
        ok,
        underFaults,
        latency,
        runs: combination.slots.map((slot) => ({
          run: slot.run?.id,
          seed: slot.seed,
          outcome: slot.run?.outcome ?? 'not run',
          sentence: slot.run?.sentence,
          violationTime: slot.run?.violationTime,
          systemVersion: slot.run?.systemVersion,
          measures: slot.run?.measures,
        })),
      };
    }),
  };
}
