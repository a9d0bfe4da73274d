/** What is wrong with a history that came from a file: the line, what it says, and what to do about it. */
import { assertNever } from '@/lib/base/assert';
import type { Counterexample } from '@/lib/checker/linearizable/verdict';
import type { DecodedHistory } from '@/lib/history/decoded';
import type { SplitProblem } from '@/lib/history/independent';
import type { History } from '@/lib/history/op';
import type { HistoryError } from '@/lib/history/pairing';
import type { Model } from '@/lib/model/model';

export function describeProblem(problem: HistoryError | SplitProblem, { lines, givenIndexes }: DecodedHistory): string {
  const given = givenIndexes?.[problem.index];
  const where = `line ${lines[problem.index]}${given === undefined ? '' : ` (index ${given})`}`;
  // Places in the history say nothing to somebody who looks at a file.
  const message = problem.message
    .replaceAll(/op (\d+)/g, (_, index: string) => `line ${lines[Number(index)]}`)
    .replace(/^line \d+ is earlier/, 'it is earlier');
  const cure = 'kind' in problem ? `; ${cureOf(problem.kind)}` : '';
  return `${where}: ${message}${cure}`;
}

function cureOf(kind: HistoryError['kind']): string {
  switch (kind) {
    case 'completion-without-invocation':
      return 'every ok, fail and info needs an invoke of its process before it: is a line missing?';
    case 'two-open-operations':
      return 'a process does one operation at a time, and none after an info: is a completion missing, or are these two histories?';
    case 'other-function':
      return 'a completion is of the function that was invoked: are lines missing between them?';
    case 'time-goes-back':
      return 'sort the lines by time, or leave the times out to have them judged in the order of the lines';
    case 'index-out-of-place':
      return 'the lines must stand in the order of the history';
    default:
      return assertNever(kind);
  }
}

/** The first op whose function the model does not have: it would be refused in every state, which says nothing. */
export function foreignFunction(history: History, model: Model): SplitProblem | undefined {
  const known = new Set<string>();
  for (const op of history) {
    if (known.has(op.f) || op.process === 'nemesis') continue;
    known.add(op.f);
    const step = model.step(model.initial, op);
    if (!('inconsistent' in step) || !step.inconsistent.endsWith(` knows no ${op.f}`)) continue;
    return { index: op.index, message: `${step.inconsistent}; ${otherModel}` };
  }
  return undefined;
}

/**
 * The violating operation, where it could be in no state at all because its value is none of the model's: that says
 * something about the choice of the model and nothing about the system. Our models tell of such values as of themselves
 * (`a cas takes [expected new], not 5`), and of states otherwise (`can't read 1 from register 4`).
 */
export function foreignValue({ transitions }: Counterexample): string | undefined {
  const message = transitions[0]?.message;
  const isForeign = transitions.every(
    (transition) => transition.message === message && /^an? /.test(transition.message),
  );
  return message !== undefined && isForeign ? `${message}; ${otherModel}` : undefined;
}

const otherModel = 'choose another --model (clew models lists them)';
