import { expect, it } from 'vitest';
import { encodeHistory } from './encode-jsonl';
import { decodeHistory } from './jsonl';
import type { Op } from './op';

const ops: readonly Op[] = [
  { index: 0, time: 1_234_567, process: 0, type: 'invoke', f: 'cas', value: [1, 4], node: 'n1' },
  { index: 1, time: 1_300_000, process: 'nemesis', type: 'info', f: 'start', value: null },
  { index: 2, time: 1_400_000, process: 0, type: 'info', f: 'cas', value: [1, 4], error: { code: 300 } },
  { index: 3, time: 1_500_000, process: 6, type: 'ok', f: 'read', value: 'é\n', revision: { modifiedIndex: 7 } },
];
const text = encodeHistory('a-plan', ops);

it('reads back what it wrote', () => {
  expect(text.split('\n')[0]).toBe('{"format":"clew-history","version":1,"plan":"a-plan"}');
  const lines = new Uint32Array([2, 3, 4, 5]);
  expect(decodeHistory(text)).toEqual({ ok: true, value: { ops, lines, notes: [], planId: 'a-plan' } });
});

it('wherever the file ends, gives every op before the cut and names the line that was cut', () => {
  const lines = text.split('\n');
  for (let end = 0; end < text.length; end++) {
    const decoded = decodeHistory(text.slice(0, end));
    if (!decoded.ok) throw new Error(decoded.error.message);
    const whole = text
      .slice(0, end)
      .split('\n')
      .filter((line, place) => line === lines[place]).length;
    expect(decoded.value.ops).toEqual(ops.slice(0, Math.max(0, whole - 1)));
    const isCut = end > 0 && text[end - 1] !== '\n' && text[end] !== '\n';
    expect(decoded.value.cut?.line).toBe(isCut ? whole + 1 : undefined);
  }
});

it('names any other line that is wrong, and the field', () => {
  const broken: readonly (readonly [string, number, RegExp])[] = [
    [text.replace('"time":1300000', '"time":"soon"'), 3, /^time: /],
    [text.replace('"type":"info"', '"type":"maybe"'), 3, /^type: /],
    [text.replace('"process":"nemesis"', '"process":"someone"'), 3, /^process: /],
    [text.replace('"index":2', '"index":5'), 4, /^index must be 2, not 5$/],
    [text.replace('"time":1400000', '"time":1299999'), 4, /^time: the op is earlier/],
    [text.replace('"node"', '"nodes"'), 2, /nodes/],
    [text.replace('"version":1', '"version":3'), 1, /^header: version: /],
    [text.replace('"f":"cas"', '"f":'), 2, /^no JSON: /],
  ];
  for (const [bad, line, message] of broken) {
    const decoded = decodeHistory(bad);
    expect(decoded.ok).toBe(false);
    if (decoded.ok) continue;
    expect(decoded.error.line).toBe(line);
    expect(decoded.error.message).toMatch(message);
  }
});

it('refuses a value that is nested without end', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  const line = `{"process":0,"type":"invoke","f":"write","value":${deep}}`;
  expect(decodeHistory(`${line}\n${line}\n`)).toEqual({
    ok: false,
    error: { line: 1, message: 'nested deeper than 64' },
  });
});

it('names the key of an op in a field of version 2, and reads it back', () => {
  const ops: readonly Op[] = [
    { index: 0, time: 0, process: 0, type: 'invoke', f: 'cas', value: [1, 4], key: 7 },
    { index: 1, time: 5, process: 0, type: 'ok', f: 'cas', value: [1, 4], key: 7, node: 'n1' },
  ];
  const written = encodeHistory('a-plan', ops);
  expect(written.split('\n')[0]).toBe('{"format":"clew-history","version":2,"plan":"a-plan"}');
  const decoded = decodeHistory(written);
  expect(decoded.ok && decoded.value.ops).toEqual(ops);
});
