/** `clew run` of an experiment: a line a run as they end, then the table; the exit code is that of the worst run. */

import { setTimeout as pause } from 'node:timers/promises';
import { printableJson } from '@/lib/base/plain-text';
import type { ResolvedExperiment } from '@/lib/plan/experiment';
import { expectedSeconds, secondsWords } from '@/lib/plan/words';
import type { ExperimentSummary } from '@/lib/protocol/experiment';
import { cellOf, runCount } from '@/lib/report/experiment-cell';
import { experimentJson, experimentTable, huntLines, slotName } from '@/lib/report/experiment-text';
import { verdictWords } from '@/lib/report/experiment-words';
import { experimentJunit } from '@/lib/report/junit';
import type { ExperimentHost } from './experiment-host';
import type { WriteJunit } from './junit-file';
import { type Terminal, verdictExitCode, worstExitCode } from './terminal';

/** Runs take seconds; a person who waits for a line does not notice half of one. */
const lookEveryMs = 500;

export interface ExperimentOptions {
  readonly isJson: boolean;
  readonly isStrict?: boolean;
  /** Writes the report for CI systems. */
  readonly junit?: WriteJunit;
  /** Called with a way to stop it as soon as it goes on. */
  readonly onStarted?: (experiment: { readonly id: string; stop(): Promise<void> }) => void;
}

/** @returns the exit code */
export async function runExperimentAndPrint(
  host: ExperimentHost,
  resolved: ResolvedExperiment,
  terminal: Terminal,
  { isJson, isStrict = false, junit, onStarted }: ExperimentOptions,
): Promise<number> {
  let summary = await host.submit(resolved);
  const { id } = summary;
  onStarted?.({ id, stop: () => host.stop(id) });
  if (!isJson) {
    const plans = resolved.combinations.flatMap(({ plans: ofOne }) => ofOne);
    const seconds = plans.reduce((sum, plan) => sum + expectedSeconds(plan), 0);
    const most = summary.until ? 'at most ' : '';
    terminal.err(`clew: ${most}${plans.length} runs, ${most || 'about '}${secondsWords(Math.round(seconds))} in all`);
  }
  const told = new Set<string>();
  for (;;) {
    summary = await host.get(id);
    if (!isJson) tellEnded(summary, told, terminal);
    if (summary.state !== 'going-on') break;
    await pause(lookEveryMs);
  }
  if (isJson) terminal.out(printableJson(JSON.stringify(experimentJson(summary))));
  else {
    terminal.out(experimentTable(summary));
    if (summary.until) for (const line of huntLines(summary)) terminal.out(line);
    if (summary.reason) terminal.err(`clew: the experiment did not come to its end: ${summary.reason}`);
  }
  await junit?.(experimentJunit(summary, isStrict));
  // What was not run leaves its question open.
  const outcomes = summary.combinations.flatMap(({ slots }) => slots.map(({ run }) => run?.outcome));
  return worstExitCode(outcomes.map((outcome) => verdictExitCode(outcome, isStrict)));
}

/** @param told the runs that a line was printed of */
function tellEnded(summary: ExperimentSummary, told: Set<string>, terminal: Terminal): void {
  for (const combination of summary.combinations) {
    for (const [repeat, slot] of combination.slots.entries()) {
      const { run } = slot;
      if (run?.outcome === undefined || told.has(run.id)) continue;
      told.add(run.id);
      const name = slotName(summary, combination, repeat);
      const verdict = verdictWords(cellOf([slot]), false);
      const sentence = run.sentence === undefined ? '' : ` ${run.sentence}`;
      terminal.err(`  ${told.size} of ${runCount(summary)}  ${name}: ${verdict}.${sentence} (${run.id})`);
    }
  }
}
