import { expect, it } from 'vitest';
import { keyedHistory, splitByKey } from './independent';
import { parseOpLines } from './text';

function split(text: string) {
  const parsed = parseOpLines(`${text.trim()}\n`);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const keyed = keyedHistory(parsed.value.ops);
  return keyed.ok ? splitByKey(keyed.value) : keyed;
}

it('splits a history by key, keeps the order within each and remembers the places', () => {
  const parts = split(`
    0 :invoke :write [7 1]
    1 :invoke :read ["a" nil]
    :nemesis :info :start nil
    0 :ok :write [7 1]
    1 :ok :read ["a" nil]
    1 :invoke :cas [7 [1 2]]
    1 :info :cas :timed-out`);
  expect(parts).toMatchObject({
    ok: true,
    value: [
      {
        key: 7,
        places: [0, 3, 5, 6],
        history: [
          { index: 0, process: 0, type: 'invoke', f: 'write', value: 1 },
          { index: 1, process: 0, type: 'ok', f: 'write', value: 1 },
          { index: 2, process: 1, type: 'invoke', f: 'cas', value: [1, 2] },
          { index: 3, process: 1, type: 'info', f: 'cas', value: [1, 2], error: 'timed-out' },
        ],
      },
      { key: 'a', places: [1, 4], history: [{ value: null }, { value: null }] },
    ],
  });
});

it('refuses ops that belong to no key or to another one, and histories that are none', () => {
  expect(split('0 :invoke :write 1')).toMatchObject({ ok: false, error: { index: 0 } });
  expect(split('0 :invoke :write [1 2 3]')).toMatchObject({ ok: false, error: { index: 0 } });
  expect(split('0 :invoke :read [1 nil]\n0 :ok :read [2 nil]')).toMatchObject({ ok: false, error: { index: 1 } });
  expect(split('0 :invoke :read [1 nil]\n0 :ok :read 5')).toMatchObject({ ok: false, error: { index: 1 } });
  expect(split('0 :ok :read [1 2]')).toMatchObject({ ok: false, error: { kind: 'completion-without-invocation' } });
});

it('refuses ops without a key beside those of many', () => {
  const op = { index: 0, time: 0, process: 0, type: 'invoke', f: 'read', value: null } as const;
  expect(splitByKey([op])).toMatchObject({ ok: false, error: { index: 0 } });
});
