import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJson } from './json-text';

const placeOf = (text: string) => {
  const parsed = parseJson(text);
  return parsed.ok ? undefined : [parsed.error.line, parsed.error.column];
};

describe('parseJson', () => {
  test.each([
    ['{"a": }', [1, 7]],
    ['{"a": 1,}', [1, 9]],
    ['{\n  "a": 1\n  "b": 2\n}', [3, 3]],
    ['[1, 2', [1, 6]],
    ['[1 2]', [1, 4]],
    ['', [1, 1]],
    ['{"a": tru}', [1, 7]],
    ['{a: 1}', [1, 2]],
    ['"open', [1, 6]],
    ['"bad \\x"', [1, 6]],
    ['1 1', [1, 3]],
    ['[01]', [1, 3]],
    ['{"a"=1}', [1, 5]],
  ])('finds the place in %j', (text, place) => {
    expect(placeOf(text)).toEqual(place);
  });

  test('says what stands there', () => {
    expect(parseJson('[1,]')).toEqual({
      ok: false,
      error: { message: 'no valid JSON: "]" is not expected at line 1, column 4', line: 1, column: 4 },
    });
    expect(parseJson('[1')).toMatchObject({ error: { message: 'no valid JSON: the text ends at line 1, column 3' } });
  });

  test('a text that nests without end is refused where it gets too deep', () => {
    expect(placeOf('['.repeat(100_000))).toEqual([1, 501]);
  });

  test('every cut of a document is wrong at its end', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { minLength: 1 }), fc.nat(), (value, cut) => {
        const text = JSON.stringify(value, null, 1);
        const part = text.slice(0, cut % text.length);
        const parsed = parseJson(part);
        if (parsed.ok) throw new Error(`${part} is whole`);
        const lines = part.split('\n');
        const isUnfinishedWord = /(?:[a-z\d.+-]|\\u?[\da-f]*)$/i.test(part);
        if (!isUnfinishedWord) expect(placeOf(part)).toEqual([lines.length, (lines.at(-1)?.length ?? 0) + 1]);
      }),
    );
  });
});
