/**
 * Runs as rows of their table, and rows as runs again: each is checked, for another version of Clew may have written it. A
 * run that is over is checked once, since its row never changes again and the library asks for hundreds of them each time.
 */
import { storedPlan } from '@/lib/plan/resolve';
import { type RunSummary, runSummarySchema } from '@/lib/protocol/run';
import { upgradedSummary } from '@/lib/protocol/upgrade';
import { ClewError, failureOf } from '../base/failure';
import type { runs } from './schema';

type Row = typeof runs.$inferSelect;

/** Twice what a list shows; some 4 MB. */
const maxKept = 1000;

export class RunRows {
  readonly #finished = new Map<string, RunSummary>();

  /** @throws ClewError naming the run, where a newer version wrote the row, or none */
  summaryOf(row: Row): RunSummary {
    const known = this.#finished.get(row.id);
    if (known) return known;
    const run = readRow(row);
    if (run.phase === 'done') this.#keep(run);
    return run;
  }

  /** Nothing where the row cannot be read: in a list, it hides no other. */
  readableSummaryOf(row: Row): readonly RunSummary[] {
    try {
      return [this.summaryOf(row)];
    } catch {
      return [];
    }
  }

  /** For a run that is written again. */
  forget(id: string): void {
    this.#finished.delete(id);
  }

  #keep(run: RunSummary): void {
    this.#finished.set(run.id, run);
    const [oldest] = this.#finished.keys();
    if (this.#finished.size > maxKept && oldest !== undefined) this.#finished.delete(oldest);
  }
}

/** `behind` and `queue` are about the moment and not kept; a label is kept in the library. Absent values are nulls in the row, so that a replacement clears them. */
export function toRow(run: RunSummary): typeof runs.$inferInsert {
  const {
    behind: _,
    queue: ____,
    isRedacted: __,
    label: ___,
    outcome,
    sentence,
    startedAt,
    endedAt,
    systemVersion,
    violationTime,
    ...rest
  } = run;
  const { headline, openSentence, launchedBy, stoppedBy, clew, measures, experiment, weak, ended, ...kept } = rest;
  return {
    ...kept,
    outcome: outcome ?? null,
    sentence: sentence ?? null,
    openSentence: openSentence ?? null,
    weak: weak ?? null,
    ended: ended ?? null,
    testedNanos: kept.testedNanos ?? null,
    clew: clew ?? null,
    launchedBy: launchedBy ?? null,
    stoppedBy: stoppedBy ?? null,
    startedAt: startedAt ?? null,
    endedAt: endedAt ?? null,
    systemVersion: systemVersion ?? null,
    headline: headline ?? null,
    violationTime: violationTime ?? null,
    measures: measures ?? null,
    experimentId: experiment?.id ?? null,
    combination: experiment?.combination ?? null,
    repeat: experiment?.repeat ?? null,
  };
}

function readRow(row: Row): RunSummary {
  try {
    return fromRow(row);
  } catch (error) {
    throw new ClewError(
      {
        message: `run ${row.id} cannot be read: ${failureOf(error).message}`,
        cure: 'a newer version of Clew may have written it; the other runs are not affected',
      },
      { cause: error },
    );
  }
}

function fromRow({ experimentId, combination, repeat, plan, ...row }: Row): RunSummary {
  const hasPlace = experimentId !== null && combination !== null && repeat !== null;
  const run = runSummarySchema.parse({
    ...withoutNulls(row),
    plan: storedPlan(plan),
    ...(hasPlace && { experiment: { id: experimentId, combination, repeat } }),
  });
  return upgradedSummary(run);
}

function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
