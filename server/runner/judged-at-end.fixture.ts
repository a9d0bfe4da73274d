import type { RunJudging } from './run';

/** Judges a run when it is over, and nothing before. */
export function judgedAtEnd(judge: RunJudging['judge']): RunJudging {
  return { isLive: false, begin: async () => undefined, endWatch: () => undefined, judge };
}
