import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJsonLines } from './json-lines';

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** A text that is JSON, with a piece cut out or something put in. */
const damaged = fc
  .tuple(
    fc.json(),
    fc.nat(),
    fc.nat({ max: 4 }),
    fc.constantFrom('', ',', '}', ']', '"', '\\', ':', '0', '-', 'e', '\n'),
  )
  .map(([text, place, length, sign]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + sign + text.slice(at + length);
  });

const hasDuplicate = (text: string) => {
  const read = readJsonLines(text);
  return !read.ok && read.error.message.includes('twice');
};

test('what JSON.parse reads is read alike, and nothing else', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.json(),
        damaged,
        fc.json({ maxDepth: 3 }).map((text) => ` \r\n\t${text}\n`),
      ),
      (text) => {
        fc.pre(!hasDuplicate(text));
        const read = readJsonLines(text);
        expect(read.ok ? { value: read.value.value } : undefined).toEqual(parsed(text));
      },
    ),
    { numRuns: 2000 },
  );
});

test('the line of every value is that of its name', () => {
  const read = readJsonLines('{\n  "a": 1,\n  "list": [\n    {"b": "x"},\n    2\n  ]\n}');
  expect(read.ok && Object.fromEntries(read.value.lines)).toEqual({
    '': 1,
    a: 2,
    list: 3,
    'list.0': 4,
    'list.0.b': 4,
    'list.1': 5,
  });
});

describe('what is wrong is said with its place', () => {
  test.each([
    ['{"a": 1,\n "b" 2}', 2, 6, 'a colon should stand here'],
    ['{"a": 1,\n}', 2, 1, 'a name in double quotes should stand here'],
    ['{"a": 1\n "b": 2}', 2, 2, 'a comma or } should stand here'],
    ['[1,\n2,]', 2, 3, /^a value should stand here/],
    ['[1 2]', 1, 4, 'a comma or ] should stand here'],
    ['{"a": "x\n"}', 1, 7, /^this text does not end/],
    ['{}\n{}', 2, 1, /behind the end/],
    ['', 1, 1, /ends where a value/],
    ["{'a': 1}", 1, 2, 'a name in double quotes should stand here'],
    ['{"a": 1,\n"a": 2}', 2, 1, 'the name "a" stands twice in this group'],
    ['['.repeat(200), 1, 102, /100 deep/],
  ])('%j', (text, line, column, message) => {
    const read = readJsonLines(text);
    expect(read.ok ? 'read' : read.error).toEqual({
      line,
      column,
      message: message instanceof RegExp ? expect.stringMatching(message) : message,
    });
  });
});

test('a name that objects have by themselves is a name like any other', () => {
  const read = readJsonLines('{"__proto__": 1}');
  expect(read.ok && Object.keys(read.value.value as object)).toEqual(['__proto__']);
});
