/**
 * A run's summary is a fold over its journal: whoever has the entries can make it again, which is how a run that a
 * crash cut off gets its summary back.
 */
import { assertNever } from '../base/assert';
import type { History, Op } from '../history/op';
import type { Plan } from '../plan/plan';
import { outcomeSentence } from '../report/sentence';
import { type Entry, isOp, type Outcome, type RunEvent, type SeenViolation } from './entry';
import type { OutcomeName, RunSummary } from './run';
import { overallValidity } from './validity';

export function newSummary(id: string, plan: Plan, createdAt: number): RunSummary {
  return { id, plan, phase: 'queued', createdAt, operations: 0, entries: 0, faults: [] };
}

/** The summary after one more entry. */
export function foldSummary(run: RunSummary, entry: Entry): RunSummary {
  const counted = { ...run, entries: run.entries + 1 };
  return isOp(entry) ? afterOp(counted, entry) : afterEvent(counted, entry);
}

/** A violation that was found while the test ran; the history so far tells when. */
export function withViolation(run: RunSummary, history: History, { completion }: SeenViolation): RunSummary {
  return { ...run, ...violationTimeAt(history, completion) };
}

/**
 * What only the whole history can tell: the sentence, and when the operation that cannot be completed. An outcome that
 * is no verdict takes nothing away from a violation that was seen.
 */
export function withOutcome(run: RunSummary, history: History, outcome: Outcome): RunSummary {
  const verdict = outcome.kind === 'verdict' ? outcome.verdict : undefined;
  const { violationTime: _, ...unviolated } = run;
  return {
    ...(verdict?.valid === true ? unviolated : run),
    outcome: outcomeName(outcome),
    sentence: outcomeSentence(run.plan, history, outcome),
    ...(verdict?.valid === false ? violationTimeAt(history, verdict.failure.completion) : {}),
  };
}

function violationTimeAt(history: History, completion: number): Pick<RunSummary, 'violationTime'> {
  const violationTime = history[completion]?.time;
  return violationTime === undefined ? {} : { violationTime };
}

export function outcomeName(outcome: Outcome): OutcomeName {
  if (outcome.kind !== 'verdict') return outcome.kind;
  const validity = overallValidity(outcome);
  if (validity === 'unknown') return 'unknown';
  return validity ? 'valid' : 'invalid';
}

/**
 * The nemesis logs an op twice, first when it begins and then, with a value or an error, when it is done. A fault lasts
 * from the beginning of its start to the end of its stop; one that could not be made is healed at once. A stop without a
 * fault before it, as the last heal is, changes nothing.
 */
function afterOp(run: RunSummary, op: Op): RunSummary {
  if (op.process !== 'nemesis') {
    return op.type === 'invoke' ? run : { ...run, operations: run.operations + 1 };
  }
  const last = run.faults.at(-1);
  const isOpen = last !== undefined && last.end === undefined;
  if (op.f === 'start' && !isOpen) return { ...run, faults: [...run.faults, { start: op.time }] };
  const isOver = op.error !== undefined || (op.f === 'stop' && op.value !== null);
  if (isOpen && isOver) return { ...run, faults: [...run.faults.slice(0, -1), { ...last, end: op.time }] };
  return run;
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
    case 'outcome':
      return { ...run, outcome: outcomeName(event.outcome) };
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

/** What a share link shows: no other run, and nothing of where the operator keeps keys and passwords. */
export function sharedSummary({ behind: _, ...run }: RunSummary): RunSummary {
  const { cluster } = run.plan;
  if (cluster.type !== 'ssh') return run;
  const { knownHostsFile: __, ...shown } = cluster;
  return { ...run, plan: { ...run.plan, cluster: { ...shown, auth: { agent: cluster.auth.agent } } } };
}
