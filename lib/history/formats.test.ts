import { describe, expect, it } from 'vitest';
import { correctHistory, Dice } from '../checker/linearizable/testing/random-history.fixture';
import { decodeEdn } from './edn';
import { encodeEdn } from './edn-op';
import { encodeHistory } from './encode-jsonl';
import { HistoryReader } from './history-reader';
import type { History } from './op';
import { formatOp } from './text';

/** Reads in pieces of a length, so that lines and ops are cut anywhere. */
function read(text: string, pieceLength = text.length) {
  const reader = new HistoryReader();
  for (let start = 0; start < text.length; start += pieceLength) reader.push(text.slice(start, start + pieceLength));
  return reader.end();
}

function ops(text: string, pieceLength?: number): History {
  const result = read(text, pieceLength);
  if (!result.ok) throw new Error(`line ${result.error.line}: ${result.error.message}`);
  return result.value.ops;
}

const withoutTimes = (history: History) => history.map((op) => ({ ...op, time: op.index }));
const asText = (history: History) => history.map((op) => `${formatOp(op)}\n`).join('');
const asTagged = (history: History) => encodeEdn(history).replaceAll(/^/gm, '#jepsen.history.Op').slice(0, -18);
const shape = { operations: 60, workers: 4, values: 3, crashChance: 0.05, hasCas: true };
const history: History = [
  ...correctHistory(new Dice(7), shape),
  { index: 0, time: 1e9, process: 'nemesis' as const, type: 'info' as const, f: 'start', value: null },
].map((op, index) => ({ ...op, index }));

describe('the formats', () => {
  it('give the same ops for the same history, told apart by themselves, wherever the pieces end', () => {
    const edn = encodeEdn(history);
    for (const pieceLength of [undefined, 1, 7, 64, 1000]) {
      expect(ops(encodeHistory('plan', history), pieceLength)).toEqual(history);
      expect(ops(edn, pieceLength)).toEqual(history);
      expect(ops(asTagged(history), pieceLength)).toEqual(history);
      expect(ops(`[${edn}]\n`, pieceLength)).toEqual(history);
      expect(ops(`[${edn.replaceAll('\n', ' ')}]`, pieceLength)).toEqual(history);
      expect(ops(asText(history), pieceLength)).toEqual(withoutTimes(history));
    }
  });

  it('give the ops before it or a clear error wherever a file is cut', () => {
    for (const text of [encodeHistory('plan', history), encodeEdn(history), `[${encodeEdn(history)}]`]) {
      for (let end = 0; end < Math.min(text.length, 1500); end++) {
        const result = read(text.slice(0, end));
        if (result.ok) expect(result.value.ops).toEqual(history.slice(0, result.value.ops.length));
        else expect(result.error.message).not.toBe('');
      }
    }
    const text = asText(history);
    for (let end = 0; end < 1500; end++) {
      const result = read(text.slice(0, end));
      if (!result.ok) continue;
      const { ops: found, note } = result.value;
      // A number that is cut is a number still; so the last op is as it was unless the note says that it may not be.
      const sure = note ? found.length - 1 : found.length;
      expect(found.slice(0, sure)).toEqual(withoutTimes(history).slice(0, sure));
    }
  });

  it('survive any one character that is wrong', () => {
    const dice = new Dice(3);
    for (const text of [encodeHistory('plan', history), encodeEdn(history), asText(history)]) {
      for (let round = 0; round < 500; round++) {
        const at = dice.below(text.length);
        const char = '{}[]"\\:;#^ \n0a'[dice.below(14)] ?? '';
        const result = read(text.slice(0, at) + char + text.slice(at + 1));
        if (!result.ok) expect(result.error.line).toBeGreaterThan(0);
      }
    }
  });
});

describe('EDN', () => {
  it('keeps what it does not know, errors and nodes at their place', () => {
    const text = `{:type :info, :f :cas, :value [1 2], :process 3, :time 5, :index 0, :error :timeout, :node "n1",
      :exception {:via [{:type java.net.SocketTimeoutException, :at [java.net.Socket read "Socket.java" -2]}]}}`;
    expect(ops(text)).toEqual([
      {
        ...{ index: 0, time: 5, process: 3, type: 'info', f: 'cas', value: [1, 2], error: 'timeout', node: 'n1' },
        extra: {
          exception: {
            via: [{ type: 'java.net.SocketTimeoutException', at: ['java.net.Socket', 'read', 'Socket.java', -2] }],
          },
        },
      },
    ]);
  });

  it('reads the keywords, sets and tags of values, and the nemesis', () => {
    const text = `#jepsen.history.Op{:index 4, :time 9, :type :info, :process :nemesis, :f :start-partition, :value [:isolated {"n2" #{"n4" "n1"}}]}
{:type :invoke, :f :add, :value #foo.Bar{:a :b}, :process 1} ; a comment
#_{:type :discarded} {:type :ok, :f :add, :value 9007199254740993, :process 1}`;
    expect(ops(text)).toEqual([
      {
        ...{ index: 0, time: 9, process: 'nemesis', type: 'info', f: 'start-partition' },
        value: [':isolated', { n2: ['n1', 'n4'] }],
      },
      { index: 1, time: 9, process: 1, type: 'invoke', f: 'add', value: { a: ':b' } },
      { index: 2, time: 9, process: 1, type: 'ok', f: 'add', value: '9007199254740993N' },
    ]);
  });

  it('supplies indexes and times, and remembers the indexes that were given', () => {
    const op = (index: string, process: number) => `{${index} :type :invoke, :f :read, :process ${process}}`;
    const gaps = decodeEdn(['', ':index 3', ':index 8'].map(op).join('\n'));
    expect(gaps).toMatchObject({ ok: true, value: { givenIndexes: [undefined, 3, 8] } });
    expect(gaps.ok && gaps.value.ops.map(({ index, time }) => [index, time])).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    expect(decodeEdn([':index 0', ':index 1'].map(op).join('\n'))).not.toHaveProperty('value.givenIndexes');
  });

  it('names the line that is wrong, and what would be right', () => {
    const good = '{:type :invoke, :f :read, :value nil, :process 0, :index 5}\n';
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['{:type :begin, :f :read, :process 1}\n', /^:type must be one of .* not :begin$/],
      ['{:type :ok, :f :read, :process "a"}\n', /^:process must be a whole number or :nemesis, not "a"$/],
      ['{:type :ok, :process 1}\n', /^:f is missing/],
      ['{:type :ok, :f :read, :value [1, :process 1}\n', /^the op is no EDN: unexpected/],
      [`{:type :ok, :f :read, :value {:a 1, :process 1}\n${good}`, /not closed/],
      [':ok\n', /^an op is a map/],
      ['{:type :ok, :f :read, :process 0, :index 5}\n', /^index 5 comes twice/],
      ['{:type :ok, :f :read, :process 0, :index 2}\n', /^index 2 comes after index 5/],
      ['{:type}\n', /key without a value|unexpected/],
    ];
    for (const [line, message] of wrong) {
      const result = read(good + line + good);
      expect(result, line).toMatchObject({ ok: false, error: { line: 2 } });
      if (!result.ok) expect(result.error.message).toMatch(message);
    }
  });
});

describe('JSON lines of others', () => {
  it('are read as well as they can be', () => {
    const text = `{"process":1,"type":":invoke","f":":read","value":null,"thread":4}\n{"type":"ok","process":1,"f":"read"}\n`;
    expect(ops(text)).toEqual([
      { index: 0, time: 0, process: 1, type: 'invoke', f: 'read', value: null, extra: { thread: 4 } },
      { index: 1, time: 1, process: 1, type: 'ok', f: 'read', value: null },
    ]);
  });

  it('are refused where a number would be rounded', () => {
    const text = '{"process":1,"type":"invoke","f":"write","value":[9007199254740993]}\n';
    expect(read(text)).toMatchObject({ ok: false, error: { line: 1 } });
  });
});

describe('a text that is no history', () => {
  it('is told from an empty one', () => {
    for (const empty of ['', '\n', ' \n\n']) expect(ops(empty)).toEqual([]);
    expect(read('INFO nothing happened\n')).toMatchObject({ ok: false, error: { line: 1 } });
    expect(read('\u0000\u0001')).toMatchObject({ ok: false, error: { message: expect.stringContaining('no text') } });
    expect(read('[{"process":1}]')).toMatchObject({ ok: false, error: { message: expect.stringContaining('jq') } });
    expect(read('\u001f\ufffd\b')).toMatchObject({ ok: false, error: { message: expect.stringContaining('gunzip') } });
  });

  it('may stand before the first op of a log, not before one of the others', () => {
    expect(ops('\ufeffdb is up\n{ not: an op }\n0 :invoke :read nil\n')).toHaveLength(1);
    expect(read('# exported\n{"process":1,"type":"ok","f":"read"}\n')).toMatchObject({ ok: false, error: { line: 1 } });
  });
});
