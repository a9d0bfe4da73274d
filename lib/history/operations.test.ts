import { expect, it } from 'vitest';
import { MalformedHistoryError, outcomeOf, pairHistory, pairOperations } from './operations';
import { parseOpLines } from './text';

function history(text: string) {
  const parsed = parseOpLines(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value.ops;
}

it('pairs invocations with their completions and leaves the nemesis out', () => {
  const ops = history(`
    0 :invoke :write 1
    1 :invoke :read nil
    :nemesis :info :start nil
    1 :ok :read 1
    0 :info :write :timed-out
    1 :invoke :cas [1 2]
    2 :invoke :read nil
    2 :fail :read :redirect-loop`);
  const operations = pairOperations(ops);
  expect(operations.map(({ invocation, completion }) => [invocation.index, completion?.index])).toEqual([
    [0, 4],
    [1, 3],
    [5, undefined],
    [6, 7],
  ]);
  expect(operations.map(outcomeOf)).toEqual(['info', 'ok', 'info', 'fail']);
});

it('names what is wrong with a history', () => {
  const wrong: readonly (readonly [string, string, number])[] = [
    ['0 :ok :read 1', 'completion-without-invocation', 0],
    ['0 :invoke :read nil\n0 :ok :read 1\n0 :ok :read 1', 'completion-without-invocation', 2],
    ['0 :invoke :write 1\n0 :info :write 1\n0 :ok :write 1', 'completion-without-invocation', 2],
    ['0 :invoke :read nil\n0 :invoke :read nil', 'two-open-operations', 1],
    ['0 :invoke :write 1\n0 :info :write 1\n0 :invoke :read nil', 'two-open-operations', 2],
    ['0 :invoke :read nil\n0 :ok :write 1', 'other-function', 1],
  ];
  for (const [text, kind, index] of wrong) {
    expect(pairHistory(history(text)), text).toMatchObject({ ok: false, error: { kind, index } });
  }
});

it('refuses a time that goes back and an index that is out of place', () => {
  const [first, second] = history('0 :invoke :read nil\n0 :ok :read 1');
  if (!first || !second) throw new Error('two ops');
  expect(pairHistory([{ ...first, time: 5 }, second])).toMatchObject({ ok: false, error: { kind: 'time-goes-back' } });
  expect(pairHistory([second])).toMatchObject({ ok: false, error: { kind: 'index-out-of-place' } });
  expect(() => pairOperations([second])).toThrow(MalformedHistoryError);
});
