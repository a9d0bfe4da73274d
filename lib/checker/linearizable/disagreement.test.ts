import { describe, expect, it, vi } from 'vitest';
import { parseOpLines } from '../../history/text';
import { casRegister } from '../../model/cas-register';
import { reportText } from '../../report/report';
import { check } from './check';
import { linearizabilitySentence } from './linearizability';
import type { Stuck } from './search/decide';

/** A search with a bug: it refutes every history at its last call. */
vi.mock('./search/decide', async (original) => ({
  ...(await original<typeof import('./search/decide')>()),
  decide: ({ length, invoked }: { length: number; invoked: Int32Array }): Stuck => ({
    kind: 'stuck',
    algorithm: 'zones of reads and their writes',
    call: length - 1,
    ends: [],
    shown: [...invoked.subarray(0, length - 1)],
  }),
}));

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
    const verdict = check(history(operations), casRegister(), limits);
    expect(verdict).toMatchObject({ valid: 'unknown', cause: 'disagreement', operations });
    expect(linearizabilitySentence(verdict)).toBe(
      'Two searches disagree, which is a bug of Clew; please report it with the history.',
    );
    expect(reportText(history(operations), verdict, casRegister())).toContain(
      'because two of its searches disagree, which is a bug of Clew; please report it with the history.\nThe history has',
    );
  });
});
