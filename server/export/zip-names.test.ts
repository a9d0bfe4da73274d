import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ZipNames } from './zip-names';

test('a log is found by its node and its path', () => {
  const names = new ZipNames();
  expect(names.logOf('n1', '/var/log/clew/etcd.log')).toBe('logs/n1/var-log-clew-etcd.log');
  expect(names.logOf('n1', 'history.jsonl')).toBe('logs/n1/history.jsonl.log');
});

test('nothing leads out of the directory, and no system takes it for something else', () => {
  const names = new ZipNames();
  expect(names.logOf('..', '../../etc/passwd')).toBe('logs/node/etc-passwd.log');
  expect(names.logOf('C:\\', '\\\\host\\share\\..\\x')).toBe('logs/C/host-share-.-x.log');
  expect(names.logOf('con', 'NUL.txt')).toBe('logs/_con/_NUL.txt.log');
});

test('those that only differ in what is left out, or in capitals, stay apart', () => {
  const names = new ZipNames();
  const made = ['/a/b.log', '/a-b.log', '/A/B.log'].map((file) => names.logOf('n1', file));
  expect(made).toEqual(['logs/n1/a-b.log', 'logs/n1/a-b-2.log', 'logs/n1/A-B-3.log']);
});

test('every name is relative, short, unlike every other, and made of plain letters', () => {
  const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[./\\ :a-c]{0,40}$/));
  fc.assert(
    fc.property(fc.array(fc.tuple(hostile, hostile), { maxLength: 8 }), (files) => {
      const names = new ZipNames();
      const made = files.map(([node, file]) => names.logOf(node, file));
      const isPlain = (name: string) =>
        /^logs\/\w[\w.-]{0,100}\/\w[\w.-]{0,110}\.log$/.test(name) && !name.includes('..');
      expect(made.filter((name) => !isPlain(name))).toEqual([]);
      expect(new Set(made.map((name) => name.toLowerCase())).size).toBe(made.length);
    }),
  );
});
