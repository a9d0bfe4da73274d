/**
 * How a brought history is judged: as a person says, and where nobody says anything as its operations tell. A workload of
 * the catalog that has all of its functions is what it looks like; what looks like none is not judged.
 */
import type { Json } from '../base/json';
import { workloads } from '../catalog/workloads/registry';
import type { Judging } from '../catalog/workloads/workload';
import { type CheckerName, isAdvisory } from '../checker/names';
import { looksIndependent } from '../history/independent';
import type { History } from '../history/op';
import type { ImportedPlan } from './imported-plan';

/** What a person said; absent is left to the history. */
export interface AskedJudging {
  /** A model by its name, or `none`: linearizability is not asked. */
  readonly model?: string | undefined;
  readonly initial?: Json | undefined;
  readonly isByKey?: boolean | undefined;
  readonly checkers?: readonly CheckerName[] | undefined;
}

type JudgingOfImport = Omit<ImportedPlan['workload'], 'name'>;

/** Beside a model that somebody chose. */
const always: readonly CheckerName[] = ['stats', 'unhandled-errors', 'fault-coverage'];

/** What a history by itself cannot be asked: it has no logs, and no promise of an order. */
const untold: readonly CheckerName[] = ['log-patterns', 'queue-order'];

/** @param beginning the first ops of the history, with nothing made of their keys yet */
export function judgingOf(beginning: History, asked: AskedJudging): JudgingOfImport {
  const functions = new Set(beginning.flatMap(({ process, f }) => (process === 'nemesis' ? [] : [f])));
  const hasKeys = beginning.some(({ key }) => key !== undefined);
  const isByKey = hasKeys || (asked.isByKey ?? (asked.model === undefined && looksIndependent(beginning)));
  const like = looksLike(functions);
  // That a queue keeps its order is a promise which no history tells of.
  const guessed = like?.model === 'fifo-queue' ? undefined : like?.model;
  const model = asked.model === 'none' ? undefined : (asked.model ?? guessed);
  const isAsGuessed = like !== undefined && model === guessed;
  const besideModel = model === undefined ? [] : always;
  const own = isAsGuessed ? like.checkers.filter((name) => !untold.includes(name)) : besideModel;
  return {
    ...(model !== undefined && { model }),
    initial: asked.initial ?? (isAsGuessed ? like.initial : null),
    isByKey,
    checkers: [...(asked.checkers?.filter((name) => name !== 'linearizability') ?? own)],
  };
}

/** The judging of the first workload that has all of these functions; nothing where there are none, or where one of those leaves to choice what is promised. */
function looksLike(functions: ReadonlySet<string>): Judging | undefined {
  if (functions.size === 0) return undefined;
  const like = workloads.filter(({ operations }) => [...functions].every((f) => Object.hasOwn(operations, f)));
  return like.some(({ promises }) => promises !== undefined) ? undefined : like[0]?.judge;
}

/** Whether anything of it says that the history is valid or not. */
export function decides({ model, checkers }: JudgingOfImport): boolean {
  return model !== undefined || checkers.some((name) => !isAdvisory(name));
}
