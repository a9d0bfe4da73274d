import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printableJson, printableText, printedText, storableText, strangeLines, strangeTexts } from './plain-text';

test('what cannot be stored is replaced by a sign, and nothing else is', () => {
  expect(storableText('bad\0thing \ud800 😀\n')).toBe('bad␀thing \ufffd 😀\n');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const stored = storableText(text);
      expect(Buffer.from(stored, 'utf8').toString('utf8')).toBe(stored);
      expect(stored).not.toContain('\0');
      if (!text.includes('\0') && Buffer.from(text, 'utf8').toString('utf8') === text) expect(stored).toBe(text);
      expect(storableText(stored)).toBe(stored);
    }),
  );
});

test('what moves a cursor is shown as a sign', () => {
  expect(printableText('\x1b[2Jred\x07\r\n\ttab\x7f\x9b')).toBe('␛[2Jred␇␍\n\ttab␡\ufffd');
});

test('strange texts of a plan are named by their field, keys too', () => {
  expect(strangeTexts({ name: 'fine', cluster: { nodes: [{ host: 'a\0b' }, { host: '😀 ok' }] } })).toEqual([
    { path: 'cluster.nodes.0.host', message: 'must not hold the control character U+0000' },
  ]);
  expect(strangeTexts({ 'k\x1b': ['\ud800'] })).toEqual([
    { path: 'k␛', message: 'must not hold the control character U+001B' },
    { path: 'k␛.0', message: 'must not hold half of a surrogate pair' },
  ]);
  expect(strangeTexts('\n')).toEqual([]);
  let deep: unknown = '\0';
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  expect(strangeTexts(deep)).toHaveLength(1);
});

test('a name has one line', () => {
  expect(strangeLines({ name: 'fine', axes: [{ name: 'a\nb' }, { name: 'c\u2028d' }], note: 'e\0' })).toEqual([
    { path: 'axes.0.name', message: 'must be on one line' },
    { path: 'axes.1.name', message: 'must be on one line' },
    { path: 'note', message: 'must not hold the control character U+0000' },
  ]);
});

test('a direction control is refused, and shown as a sign', () => {
  expect(strangeTexts({ name: '\u202egnp.exe' })).toEqual([
    { path: 'name', message: 'must not hold the control character U+202E' },
  ]);
  expect(printableText('a\u202eb\u2066c\u2069')).toBe('a\ufffdb\ufffdc\ufffd');
  expect(strangeTexts('שלום, مرحبا')).toEqual([]);
});

test('JSON for a terminal is the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = printableJson(JSON.stringify({ [text]: [text] }));
      expect(JSON.parse(shown)).toEqual({ [text]: [text] });
      expect(printableText(shown)).toBe(shown);
    }),
  );
  expect(printableJson('"\x7f\x9b\u202e"\n')).toBe('"\\u007f\\u009b\\u202e"\n');
});

test('what was printed is as long as somebody reads, and says how long it was', () => {
  expect(printedText('\x1b[2J', 4)).toBe('␛[2J');
  expect(printedText('abcdef', 3)).toBe('abc… (cut; 6 characters in all)');
  // No half of a pair is left where it is cut.
  expect(printedText('ab😀', 3)).toBe('ab\ufffd… (cut; 4 characters in all)');
});
