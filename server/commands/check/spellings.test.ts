/**
 * What `clew check` makes of histories that say the same in other words, or nearly so: whatever Clojure's reader takes for
 * equal is equal, and what is not understood is refused with its line, never passed over.
 */
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { checkFiles } from './check-file';
import type { CheckFileOptions } from './check-options';

const [valid, invalid, unknown, refused] = [0, 1, 2, 254];

async function answerTo(content: string | Uint8Array, options: Partial<CheckFileOptions> = {}) {
  let said = '';
  const sink = {
    write(text: string) {
      said += text;
    },
  };
  const stdin = Readable.from([typeof content === 'string' ? Buffer.from(content) : content]);
  const code = await checkFiles(['-'], { model: 'cas-register', ...options }, { stdout: sink, stderr: sink, stdin });
  return { code, said };
}

/** In EDN: 1 is written, then another value, and then something is read. */
function written(value: string, read: string): string {
  const ops = [
    [0, 'invoke', 'write', '1'],
    [0, 'ok', 'write', '1'],
    [0, 'invoke', 'write', value],
    [0, 'ok', 'write', value],
    [1, 'invoke', 'read', 'nil'],
    [1, 'ok', 'read', read],
  ];
  return ops.map(([process, type, f, v]) => `{:process ${process}, :type :${type}, :f :${f}, :value ${v}}\n`).join('');
}

const stale = written('2', '1');

/** In lines: 1 is written, and 0 read. */
const log = '0\t:invoke\t:write\t1\n0\t:ok\t:write\t1\n1\t:invoke\t:read\tnil\n1\t:ok\t:read\t0\n';

describe('equal values', () => {
  it.each([
    ['2', '2N'],
    ['2', '+2'],
    ['2', '4/2'],
    ['1/2', '2/4'],
    ['2', '2r10'],
    ['8', '010'],
    ['2.0', '2e0'],
    ['\\a', '\\u0061'],
    ['\\newline', '\\u000a'],
    ['"a\\nb"', '"a\nb"'],
    ['[1 2]', '(1 2)'],
    ['#{1 2}', '#{2 1}'],
    ['{:a 1, :b 2}', '{:b 2 :a 1}'],
    ['#:a{:b 2, :_/c 1}', '{:c 1, :a/b 2}'],
    ['#inst "2024-01-01"', '#inst "2024-01-01T01:00:00.000+01:00"'],
    ['#uuid "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6"', '#uuid "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"'],
    ['#my.Record{:a 1}', '#my.Record {:a 1}'],
  ])('%s and %s', async (value, read) => {
    expect((await answerTo(written(value, read))).code).toBe(valid);
  });
});

describe('different values', () => {
  it.each([
    ['2', '2.0'],
    ['2', '"2"'],
    ['\\a', '"a"'],
    [':a', '"a"'],
    [':a', ':b/a'],
    ['[1 2]', '#{1 2}'],
    ['##Inf', '##-Inf'],
    ['#inst "2024-01-01T00:00:00.001Z"', '#inst "2024-01-01T00:00:00.002Z"'],
    ['{:__proto__ 1}', '{:__proto__ 2}'],
  ])('%s and %s', async (value, read) => {
    expect((await answerTo(written(value, read))).code).toBe(invalid);
  });

  it('in JSON also below the name __proto__', async () => {
    const op = (process: number, type: string, f: string, value: string) =>
      `{"process":${process},"type":"${type}","f":"${f}","value":${value}}\n`;
    const wrote = op(0, 'invoke', 'write', '{"__proto__":1}') + op(0, 'ok', 'write', '{"__proto__":1}');
    const read = op(1, 'invoke', 'read', 'null') + op(1, 'ok', 'read', '{"__proto__":2}');
    expect((await answerTo(wrote + read)).code).toBe(invalid);
  });
});

describe('a stale read is seen', () => {
  it.each([
    ['with CRLF', stale.replaceAll('\n', '\r\n')],
    ['behind a byte order mark', `\ufeff${stale}`],
    ['behind a discarded op', `#_ {:process 7, :type :invoke, :f :write, :value 9}\n${stale}`],
    ['beside discarded values', stale.replaceAll(':value', '#_#_ :value 7 :value #_ 9')],
    ['among comments', stale.replaceAll('\n', ' ; as it was\n')],
    ['with metadata as a map', stale.replaceAll('{:process', '^{:line 3} {:process')],
    ['with metadata as a keyword', stale.replaceAll('{:process', '^:private {:process')],
    ['on one line', stale.replaceAll('\n', ' ')],
    ['in records', stale.replaceAll('{:process', '#jepsen.history.Op{:process')],
    ['with strings for keywords', stale.replaceAll(/:(invoke|ok|write|read)/g, '"$1"')],
    ['without useful indexes', stale.replaceAll(', :type', ', :index -1, :type')],
    ['beside a line that is no UTF-8', Buffer.concat([Buffer.from([0xe9, 0x0a]), Buffer.from(log)])],
  ])('%s', async (_, content) => {
    expect((await answerTo(content)).code).toBe(invalid);
  });
});

describe('refused with its line', () => {
  it.each([
    ['a tag that one of two equal values has', written('{:a 1}', '#ordered/map {:a 1}'), /line 6: .* by a tag alone/],
    ['the same for a text', written('"a"', '#str "a"'), /line 6: .* by a tag alone/],
    [
      'a read that was asked for a value and gave none',
      `${written('2', '2')}{:process 1, :type :invoke, :f :read, :value 1}\n{:process 1, :type :ok, :f :read, :value nil}\n`,
      /line 8: read was invoked with 1/,
    ],
    ['a namespace before an op', stale.replaceAll('{:process', '#:a{:process'), /line 1: .*#:a is not known/],
    ['a process of a log below zero', log.replace('1\t:ok', '-1\t:ok'), /line 4: it looks like an op/],
    ['a process of a log that is a keyword', log.replaceAll('1\t:', ':p1\t:'), /line 3: it looks like an op/],
    ['a nemesis by another name', `:nemesis2\t:info\t:start\tnil\n${log}`, /line 1: it looks like an op/],
    ['a function of a log without a colon', log.replaceAll(':read', 'read'), /line 3: it looks like an op/],
    ['a line of a log without a value', log.replace('\tnil', ''), /line 3: it looks like an op/],
    ['a type of a log in capitals', log.replaceAll(':ok', ':OK'), /line 2: it looks like an op/],
    [
      'a value whose bytes are no UTF-8',
      Buffer.from(written('"\xff"', '"\xfe"'), 'latin1'),
      /line 3: a character was lost/,
    ],
    ['an index twice', stale.replaceAll(', :type', ', :index 3, :type'), /line 2: index 3 comes twice/],
    ['an info without a process', `{:type :info, :f :kill, :value nil}\n${stale}`, /line 1: process is missing/],
    ['a nemesis as -1', `{:process -1, :type :info, :f :kill, :value nil}\n${stale}`, /line 1: .*not -1/],
    ['UTF-16', Buffer.from(stale, 'utf16le'), /it is no text/],
  ])('%s', async (_, content, says) => {
    const { code, said } = await answerTo(content);
    expect(said).toMatch(says);
    expect(code).toBe(refused);
  });

  it('a history that is none, whatever the checker', async () => {
    const ids = '{:process 0, :type :ok, :f :generate, :value 1}\n{:process 1, :type :ok, :f :generate, :value 1}\n';
    const { code, said } = await answerTo(ids, { checker: 'unique-ids' });
    expect(said).toMatch(/line 1: .* without an open invocation/);
    expect(code).toBe(refused);
  });
});

it('a history without a nemesis does not tell whether there was a fault', async () => {
  const { code, said } = await answerTo(written('2', '2'), { checker: 'fault-coverage' });
  expect(said).toMatch(/fault-coverage: unknown\. The history has no op of a nemesis/);
  expect(code).toBe(unknown);
});

it('a pair is one value to a versioned register, and no key', async () => {
  const versioned = written('2', '[2 2]')
    .replaceAll(/:value (1|2)}/g, ':value [$1 $1]}')
    .replaceAll(':invoke, :f :write, :value [1 1]', ':invoke, :f :write, :value [nil 1]')
    .replaceAll(':invoke, :f :write, :value [2 2]', ':invoke, :f :write, :value [nil 2]');
  const { code, said } = await answerTo(versioned, { model: 'versioned-register' });
  expect(said).not.toMatch(/--independent/);
  expect(code).toBe(valid);
});
