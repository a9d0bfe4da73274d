import { expect, it } from 'vitest';
import { drawn } from '../checker/core/drawn-history.fixture';
import { check } from '../checker/linearizable/check';
import { casRegister } from '../model/cas-register';
import { valueSource, valueSourceSentence } from './value-source';

function sourceOf(text: string) {
  const history = drawn(text);
  const verdict = check(history, casRegister(), { timeLimitMs: 1000, memoryLimitMb: 512 });
  if (verdict.valid !== false) throw new Error('the history is to be invalid');
  const source = valueSource(history, verdict.counterexample);
  return source && valueSourceSentence(source, (index) => `op ${index}`);
}

it('a value that only a failed operation wrote, that came later or from nobody, is said to be so', () => {
  const first = '0 0 invoke write 1\n1 0 ok write 1\n';
  const read = (at: number, value: number) => `${at} 1 invoke read\n${at + 1} 1 ok read ${value}\n`;
  const failed = (f: string, value: string) => `${first}2 0 invoke ${f} ${value}\n3 0 fail ${f} ${value}\n`;
  const recorded = '2 was written only by an operation that is recorded as fail, at op 3.';
  expect(sourceOf(failed('write', '2') + read(4, 2))).toBe(recorded);
  expect(sourceOf(failed('cas', '[1,2]') + read(4, 2))).toBe(recorded);
  expect(sourceOf(`${first}${read(2, 2)}4 0 invoke write 2\n5 0 ok write 2`)).toBe(
    '2 was written only by an operation that began later, at op 4.',
  );
  expect(sourceOf(first + read(2, 2))).toBe('No operation wrote 2.');
  expect(sourceOf(`${first}2 1 invoke cas [2,3]\n3 1 ok cas [2,3]`)).toBe('No operation wrote 2.');
  // Written by one that failed and by another that did not: the old value needs no such word.
  expect(sourceOf(`${failed('write', '1')}4 0 invoke write 2\n5 0 ok write 2\n${read(6, 1)}`)).toBeUndefined();
});
