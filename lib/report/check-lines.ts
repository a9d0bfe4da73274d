/** What the checkers beside linearizability have to say, a line each, for plain text. */

import type { Finding } from '../checker/core/finding';
import { checkerTitle, isAdvisory } from '../checker/names';

/** `Faults, a note: No write succeeded during 3 of 4 partitions.` Those with nothing to tell have no line. */
export function checkLines(checks: readonly Finding[]): readonly string[] {
  return checks.filter(({ isNoteworthy }) => isNoteworthy).map(lineOf);
}

function lineOf({ checker, valid, sentence }: Finding): string {
  const word = valid === true ? 'a note' : valid === false ? 'invalid' : 'unknown';
  const part = valid !== true && isAdvisory(checker) ? ' (no part of the verdict)' : '';
  return `${checkerTitle(checker)}, ${word}${part}: ${sentence}`;
}
