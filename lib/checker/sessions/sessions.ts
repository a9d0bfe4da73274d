/**
 * Whether a client that was told indexes could see that it went back in time; what exactly is asked stands in
 * `session-guarantees.ts`.
 *
 * Advisory: the verdict is about what a plan's read level promises, and a read of a node's local state promises none of
 * what the guarantees say of reads. So `false` is shown, and leaves the validity of the run as it is.
 */

import { formatJson } from '../../base/edn';
import { counted, listed } from '../../base/words';
import { type Account, count, type FactCell, table, tableOfAny } from '../core/account';
import type { Checker } from '../core/checker';
import type { Validity } from '../core/finding';
import { sessionAnomalies } from './session-anomalies';
import {
  type GuaranteeCounts,
  guarantees,
  type SessionOp,
  type SessionsDetails,
  sessionsIn,
  totalOf,
} from './session-guarantees';

export const sessions: Checker<SessionsDetails> = {
  tellsKeysApart: true,
  check(history, _context, budget) {
    const details = sessionsIn(history, budget);
    const valid = validityOf(details);
    const sentence = `${answerOf(details)}${restOf(details)}`;
    const moot = valid === 'unknown' && ({ isMoot: true } as const);
    return { valid, ...moot, sentence, isNoteworthy: valid !== true, anomalies: sessionAnomalies(details), details };
  },
  account: sessionsAccount,
};

function sessionsAccount(details: SessionsDetails): Account {
  const { operations, withoutRevision, withoutModifiedIndex, judged, broken, byProcess, violations } = details;
  const steps = violations.shown.map(({ guarantee, process, before, after, stepBack }) => {
    const least = after.modifiedIndex === undefined ? 'at least ' : '';
    return [String(process), guarantee, sessionOpCell(before), sessionOpCell(after), `${least}${stepBack}`];
  });
  const processes = byProcess.shown.map((row) => [String(row.process), ...countsOf(row.broken)]);
  const stepColumns = ['process', 'guarantee', 'had seen', 'then', 'indexes back'];
  return {
    facts: [
      count('Operations', operations),
      count('Without an index', withoutRevision),
      count("With their node's index alone", withoutModifiedIndex),
    ],
    tables: [
      ...tableOfAny('Steps back, the longest first', stepColumns, steps, violations),
      table(
        'By guarantee',
        ['operations', ...guarantees],
        [
          ['held against an earlier one', ...countsOf(judged)],
          ['behind it', ...countsOf(broken)],
        ],
      ),
      ...tableOfAny('Behind an earlier one, by process', ['process', ...guarantees], processes, byProcess),
    ],
  };
}

function countsOf(counts: GuaranteeCounts): readonly string[] {
  return guarantees.map((guarantee) => String(counts[guarantee]));
}

/** `read 4 at index 5, n3, 12.408 s` */
function sessionOpCell({ operation, time, f, value, node, modifiedIndex, index }: SessionOp): FactCell {
  const at = modifiedIndex === undefined ? `when the node was at ${index}` : `at index ${modifiedIndex}`;
  const where = node === undefined ? '' : `, ${node}`;
  return { text: `${f} ${formatJson(value)} ${at}${where}, ${(time / 1e9).toFixed(3)} s`, operation };
}

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
