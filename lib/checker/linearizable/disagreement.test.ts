import { describe, expect, it } from 'vitest';
import { parseOpLines } from '../../history/text';
import { casRegister } from '../../model/cas-register';
import { reportText } from '../../report/report';
import { Budget, timelessHost } from '../core/budget';
import { decideWithin } from './check';
import { linearizabilitySentence } from './finding';
import type { Stuck } from './search/decide';
import type { Schedule } from './search/schedule';

/** A search with a bug: it refutes every history at its last call. */
const wrongSearch = ({ length, invoked }: Schedule): Stuck => ({
  kind: 'stuck',
  algorithm: 'zones of reads and their writes',
  call: length - 1,
  ends: [],
  shown: [...invoked.subarray(0, length - 1)],
});

const limits = { timeLimitMs: 60_000, memoryLimitMb: 1024 };

function history(operations: number) {
  const lines = Array.from(
    { length: operations },
    (_, value) => `0\t:invoke\t:write\t${value}\n0\t:ok\t:write\t${value}`,
  );
  const parsed = parseOpLines(lines.join('\n'));
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.ops;
}

describe('a search that refutes what has an order', () => {
  it.each([2, 500])('makes no accusation, but a bug of Clew: %i operations', (operations) => {
    const budget = new Budget(limits, timelessHost);
    const verdict = decideWithin(history(operations), casRegister(), budget, wrongSearch);
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'disagreement', operations });
    expect(linearizabilitySentence(verdict)).toBe(
      'Two searches disagree, which is a bug of Clew; please report it with the history.',
    );
    expect(reportText(history(operations), verdict, casRegister())).toContain(
      'because two of its searches disagree, which is a bug of Clew; please report it with the history.\nThe history has',
    );
  });
});
