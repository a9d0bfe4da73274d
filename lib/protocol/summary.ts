/**
 * A run's summary is a fold over its journal: whoever has the entries can make it again, which is how a run that a
 * crash cut off gets its summary back.
 */
import { assertNever } from '../base/assert';
import type { Op } from '../history/op';
import { nemesisNumber, typeNumbers } from '../history/op-columns';
import { FaultFold, type FaultWindow } from '../nemesis/windows';
import type { Outcome, RunEvent, SeenViolation } from './entry';
import { type EntryBlock, entryCount, opAt } from './entry-block';
import { verdictIn, violationsIn } from './judgement';
import type { RunFault, RunSummary } from './run';
import { endingOf, outcomeName, weakReasons } from './strength';

/** What is known of a run before its journal has an entry. */
export type RunOrigin = Pick<RunSummary, 'id' | 'plan' | 'createdAt' | 'launchedBy' | 'clew' | 'experiment'>;

export function newSummary({ id, plan, createdAt, launchedBy, clew, experiment }: RunOrigin): RunSummary {
  return {
    id,
    plan,
    phase: 'queued',
    createdAt,
    operations: 0,
    entries: 0,
    faults: [],
    ...(launchedBy && { launchedBy }),
    ...(clew && { clew }),
    ...(experiment && { experiment }),
  };
}

/** The summary after the entries of a block. Ops are counted in their columns: there may be a hundred thousand a second. */
export function foldSummary(run: RunSummary, block: EntryBlock): RunSummary {
  let operations = 0;
  const nemesisOps: Op[] = [];
  for (let place = 0; place < block.ops; place++) {
    if (block.processes[place] === nemesisNumber) nemesisOps.push(opAt(block, place));
    else if (block.types[place] !== typeNumbers.invoke) operations++;
  }
  let after: RunSummary = { ...run, faults: faultsAfter(run.faults, nemesisOps) };
  for (const [, event] of block.events) after = afterEvent(after, event);
  const last = block.times[block.ops - 1];
  return {
    ...after,
    operations: run.operations + operations,
    entries: run.entries + entryCount(block),
    ...(last === undefined ? {} : { testedNanos: Math.max(run.testedNanos ?? 0, last) }),
  };
}

/** A violation that was found while the test ran, and when its operation completed. */
export function withViolation(run: RunSummary, { anomaly }: SeenViolation, time: number | undefined): RunSummary {
  return time === undefined ? run : { ...run, headline: anomaly.title, violationTime: time };
}

/** What only the whole history says of an outcome. */
export interface SummaryText {
  readonly sentence: string;
  /** What anyone may read of it, where that is not all. */
  readonly openSentence?: string | undefined;
  /** Of the first anomaly that has a place in the history. */
  readonly violationTime?: number | undefined;
}

/** A violation that was seen while the test ran stays, unless the check at the end refutes it. */
export function withOutcome(
  run: RunSummary,
  outcome: Outcome,
  { sentence, openSentence, violationTime }: SummaryText,
): RunSummary {
  const { violationTime: seenTime, headline: seenHeadline, weak: _, ended: __, openSentence: ___, ...kept } = run;
  const judged = outcome.kind === 'verdict' ? outcome : undefined;
  const isRefuted = judged !== undefined && verdictIn(judged)?.valid === true;
  const time = violationTime ?? (isRefuted ? undefined : seenTime);
  const headline = (judged && violationsIn(judged)[0]?.title) ?? (isRefuted ? undefined : seenHeadline);
  const weak = judged ? weakReasons(judged) : [];
  const ended = endingOf(outcome);
  return {
    ...kept,
    outcome: outcomeName(outcome),
    sentence,
    ...(openSentence === undefined ? {} : { openSentence }),
    ...(weak.length === 0 ? {} : { weak }),
    ...(ended === undefined ? {} : { ended }),
    ...(judged?.ended === undefined ? {} : { testedNanos: judged.ended.testedNanos }),
    ...(headline === undefined ? {} : { headline }),
    ...(time === undefined ? {} : { violationTime: time }),
    ...(judged?.measures === undefined ? {} : { measures: judged.measures }),
  };
}

/** What an event says of the end of the run. */
export function outcomeIn(event: RunEvent & { type: 'decided' | 'outcome' }): Outcome {
  return event.type === 'outcome' ? event.outcome : { kind: 'verdict', ...event.judgement };
}

/** Only windows that are still open can change. */
function faultsAfter(faults: readonly RunFault[], ops: readonly Op[]): readonly RunFault[] {
  if (ops.length === 0) return faults;
  const fold = new FaultFold(faults.flatMap(({ open }) => open ?? []));
  for (const op of ops) fold.take(op);
  const windows = fold.windows.map(summarised);
  let place = 0;
  const known = faults.map((fault) => (fault.open ? (windows[place++] ?? fault) : fault));
  return [...known, ...windows.slice(place)];
}

function summarised(window: FaultWindow): RunFault {
  const { fault, start, healedAt, by } = window;
  const told = { fault, start, ...(by !== undefined && { isByHand: true as const }) };
  return healedAt === undefined ? { ...told, open: window } : { ...told, end: healedAt };
}

function afterEvent(run: RunSummary, event: RunEvent): RunSummary {
  switch (event.type) {
    case 'phase': {
      const startedAt = run.startedAt ?? (event.phase === 'set-up' ? event.at : undefined);
      const endedAt = event.phase === 'done' ? event.at : run.endedAt;
      return {
        ...run,
        phase: event.phase,
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(endedAt === undefined ? {} : { endedAt }),
      };
    }
    case 'version':
      return { ...run, systemVersion: event.version };
    case 'decided':
    case 'outcome':
      return { ...run, outcome: outcomeName(outcomeIn(event)) };
    case 'stop-request':
      return { ...run, stoppedBy: event.by };
    case 'step':
    case 'log':
    case 'start':
    case 'status':
    case 'violation':
    case 'check-progress':
      return run;
    default:
      return assertNever(event);
  }
}
