import { expect, test } from 'vitest';
import { hidden, openly, worded } from '@/lib/base/wording';
import { ClewError, failureOf } from './failure';

const megabyte = 'x'.repeat(2 ** 20);

test('what a node printed is text in a failure, for the operator and for anyone', () => {
  const error = new ClewError({
    message: worded`${openly('n1')}: ${hidden('root\x1b[1m', 'it')} said ${openly('a\0b\x07\ud800')}`,
    command: 'etcd \x1b[2J',
    cure: 'read it\x9b',
    log: ['one\x1b[31m', 'two\0'],
  });
  expect(error.message).toBe('n1: root␛[1m said a␀b␇\ufffd');
  expect(failureOf(error)).toEqual({
    message: 'n1: root␛[1m said a␀b␇\ufffd',
    open: { message: 'n1: it said a␀b␇\ufffd' },
    command: 'etcd ␛[2J',
    cure: 'read it\ufffd',
    log: ['one␛[31m', 'two␀'],
  });
});

test('of what is longer than anybody reads the beginning is told, and how long it is', () => {
  const log = Array.from({ length: 1000 }, (_, line) => `${line} ${megabyte}`);
  const { failure } = new ClewError({ message: megabyte, log });
  expect(failure.message).toMatch(/^x{4000}… \(cut; 1,048,576 characters in all\)$/);
  expect(failure.log).toHaveLength(61);
  expect(failure.log?.[0]).toBe('(the last 60 of 1000 lines)');
  expect(failure.log?.at(-1)).toMatch(/^999 x{296}… \(cut; 1,048,580 characters in all\)$/);
});

test('a failure that was stored is told as it is', () => {
  const { failure } = new ClewError({ message: worded`${'a\0'} b`, log: ['c'] });
  expect(new ClewError(failure).failure).toEqual(failure);
});
