/** What the checkers beside linearizability have to tell, a line each, for whoever reads plain text. */
import { type CheckerReport, checkers, isAdvisory } from '../checker/registry';

/** `Faults, a note: No write succeeded during 3 of 4 partitions.` Those with nothing to tell have no line. */
export function checkLines(checks: readonly CheckerReport[]): readonly string[] {
  return checks.filter(({ isNoteworthy }) => isNoteworthy).map(lineOf);
}

function lineOf({ checker, valid, sentence }: CheckerReport): string {
  const word = valid === true ? 'a note' : valid === false ? 'invalid' : 'unknown';
  const part = valid !== true && isAdvisory(checker) ? ' (no part of the verdict)' : '';
  return `${checkers[checker].title}, ${word}${part}: ${sentence}`;
}
