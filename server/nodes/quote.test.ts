import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quote, quoteAll } from './quote';

test('plain words stay as they are', () => {
  expect(quoteAll(['etcd', '--name=n1', '/var/lib/etcd'])).toBe('etcd --name=n1 /var/lib/etcd');
  expect(quote('')).toBe("''");
});

test('a shell gives back exactly what was quoted', () => {
  const argument = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1, maxLength: 8 }), (words) => {
      const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${quoteAll(words)}`], { encoding: 'utf8' });
      expect(printed.split('\0').slice(0, -1)).toEqual(words.map((word) => Buffer.from(word).toString()));
    }),
    { numRuns: 40 },
  );
});
