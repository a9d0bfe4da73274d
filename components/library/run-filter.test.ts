import { describe, expect, it } from 'vitest';
import { type Choice, formatChoice, isNarrow, parseChoice, withChoice } from './run-filter';

const read = (query: string) => parseChoice(new URLSearchParams(query));

describe('a choice in the address', () => {
  it.each<Choice>([
    { filter: {}, order: 'newest' },
    { filter: { verdict: 'invalid' }, order: 'largest' },
    { filter: { system: 'etcd', version: '3.4.23 on n1; 3.5.16 on n2, n3' }, order: 'newest' },
    { filter: { text: 'a b & c=%', from: 5, to: 7, pinned: 'only', experiments: 'with', tag: 'x' }, order: 'name' },
    { filter: { verdict: 'under way', deleted: 'only', workload: 'set', fault: 'pause' }, order: 'oldest' },
  ])('is read as it was written: %o', (choice) => {
    expect(read(formatChoice(choice))).toEqual(choice);
  });

  it('says nothing where everything is shown', () => {
    expect(formatChoice(read('verdict=perfect&version=&from=yesterday&order=best&pinned=yes'))).toBe('');
  });
});

describe('a choice', () => {
  it('changes in the fields that are named', () => {
    expect(withChoice({ system: 'etcd', version: '3' }, { system: 'memory', version: undefined })).toEqual({
      system: 'memory',
    });
    expect(withChoice({ text: 'a' }, { text: '' })).toEqual({});
  });

  it('is narrow where it hides something', () => {
    expect(isNarrow({ experiments: 'with' })).toBe(false);
    expect(isNarrow({ text: 'a' })).toBe(true);
  });
});
