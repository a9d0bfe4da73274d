/**
 * Whether a client that was told indexes could see that it went back in time; what exactly is asked stands in
 * `session-guarantees.ts`.
 *
 * Advisory: the verdict is about what a plan's read level promises, and a read of a node's local state promises none of
 * what the guarantees say of reads. So `false` is shown, and leaves the validity of the run as it is.
 */

import { counted, listed } from '../../base/words';
import type { Checker, Validity } from '../core/checker';
import { guarantees, type SessionsDetails, sessionsIn, totalOf } from './session-guarantees';

export const sessions: Checker<SessionsDetails> = {
  title: 'Session guarantees',
  summary:
    'By the indexes of the answers, no process goes back behind what it read or wrote. Not every read level promises that, so it has no part in the verdict.',
  isAdvisory: true,
  check(history) {
    const details = sessionsIn(history);
    const valid = validityOf(details);
    return { valid, sentence: `${answerOf(details)}${restOf(details)}`, isNoteworthy: valid !== true, details };
  },
};

/** Unknown where nothing could have shown a step back. */
function validityOf({ judged, broken }: SessionsDetails): Validity {
  if (totalOf(broken) > 0) return false;
  return totalOf(judged) > 0 ? true : 'unknown';
}

function answerOf(details: SessionsDetails): string {
  const { operations, withoutRevision, withoutModifiedIndex, judged, broken, violations } = details;
  const [longest] = violations.shown;
  if (longest) {
    const found = guarantees.filter((each) => broken[each] > 0);
    const times = found.map((each) => `${each} ${broken[each] === 1 ? 'once' : counted(broken[each], 'time')}`);
    const { process, before, after } = longest;
    const to = after.modifiedIndex ?? `${after.index} or less`;
    return `Broken: ${listed(times, 'and')}; the longest step back is that of process ${process}, from index ${before.modifiedIndex} to ${to}.`;
  }
  if (totalOf(judged) > 0) return 'No process went back behind an index that it had read or written.';
  if (operations === 0) return 'No read, write or cas succeeded, so there is nothing to judge.';
  if (withoutRevision === operations) return 'No answer says an index, so there is nothing to judge.';
  if (withoutRevision + withoutModifiedIndex === operations) {
    return 'The answers say how far the nodes had got and not where the values came to be, so there is nothing to judge.';
  }
  return 'No process was told of a second index, so there is nothing to judge.';
}

/** How much of a history that says indexes says none. */
function restOf({ operations, withoutRevision }: SessionsDetails): string {
  if (withoutRevision === 0 || withoutRevision === operations) return '';
  return ` Of ${counted(operations, 'operation')} ${withoutRevision.toLocaleString('en-GB')} ${withoutRevision === 1 ? 'says' : 'say'} no index.`;
}
