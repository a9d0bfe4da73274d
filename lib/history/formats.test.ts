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
      const { ops: found, notes } = result.value;
      // A number that is cut is a number still; so the last op is as it was unless the note says that it may not be.
      const sure = notes.length > 0 ? found.length - 1 : found.length;
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
      { index: 1, time: 9, process: 1, type: 'invoke', f: 'add', value: { '#foo.Bar': { a: ':b' } } },
      { index: 2, time: 9, process: 1, type: 'ok', f: 'add', value: { '#': '9007199254740993N' } },
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
      ['{:type :ok, :process 1}\n', /^f is missing; the op has type, process$/],
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

describe('the files of other tools', () => {
  const read1 = { index: 0, time: 0, process: 0, type: 'invoke', f: 'read', value: null };
  const read2 = { index: 1, time: 1, process: 0, type: 'ok', f: 'read', value: 4 };

  it('have ops as maps, records and vectors, alone or in a vector, a list or an array, on as many lines as they like', () => {
    const maps = ['{:process 0 :type :invoke :f :read :value nil}', '{:process 0, :type :ok, :f :read, :value 4}'];
    const vectors = ['[0 :invoke :read nil]', '(0, :ok :read 4)'];
    const objects = [
      '{"process":0,"type":"invoke","f":"read","value":null}',
      '{"process":0,"type":":ok","f":":read","value":4}',
    ];
    const arrays = ['[0,"invoke","read",null]', '[0, ":ok", ":read", 4]'];
    const records = maps.map((op, place) => `#${place === 0 ? 'knossos.op.Op' : 'jepsen.op.Op'}${op}`);
    const edn = [maps, vectors, records, maps.map((op) => `^{:line 3} ${op}`)];
    const around = (open: string, ops: readonly string[], between: string, close: string) =>
      `${open}${ops.join(between)}${close}`;
    const texts = [
      ...edn.flatMap((ops) => [
        around('', ops, '\n', '\n'),
        around('[', ops, '\n ', ']'),
        around('(', ops, ' ', ')\n'),
        around("'(\n", ops, '\n', '\n)'),
        around('; seen\n[', ops, ',\n', ']').replaceAll(' :', '\n   :'),
      ]),
      ...[objects, arrays].flatMap((ops) => [
        around('', ops, '\n', ''),
        around('[', ops, ',\n', ']\n'),
        around('\n [ ', ops, ' , ', ' ] '),
        around('[', ops, ',', ']').replaceAll(/([{,])/g, '$1\n  '),
      ]),
      around('', objects, '\n', '').replaceAll(/([{,])/g, '$1\n  '),
    ];
    for (const text of texts) {
      for (const pieceLength of [undefined, 1, 7]) expect(ops(text, pieceLength), text).toEqual([read1, read2]);
    }
  });

  it('name the line on which an op begins, also in an array over many lines', () => {
    const text =
      '[\n{"process":0,\n "type":"invoke","f":"read"},\n\n{"process":0,"type":"ok","f":"read",\n"value":"}\\"]"}]';
    const result = read(text, 3);
    expect(result.ok && [...result.value.lines]).toEqual([2, 5]);
    expect(read(`${text} 7`)).toMatchObject({ ok: false, error: { line: 6 } });
    expect(read(text.slice(0, -1))).toMatchObject({ ok: true, value: { cut: { line: 6 }, ops: [{}, {}] } });
    expect(read(text.slice(0, -9))).toMatchObject({ ok: true, value: { cut: { line: 5 }, ops: [{}] } });
  });

  it('are told from a log that holds a map', () => {
    const op = '0\t:invoke\t:read\tnil\n';
    const map = '{:name "kv"\n :nodes ["n1" "n2"]\n :type {:a 1}}\n';
    for (const log of [
      `INFO [2024] jepsen.core - Running test:\n${map}INFO jepsen.util - ${op}`,
      `${map}${op}`,
      `[${map}]\n${op}`,
    ]) {
      expect(ops(log), log).toEqual([read1]);
    }
    expect(ops(`2024-03-02 INFO\t[jepsen worker 0] jepsen.util: ${op}`)).toEqual([read1]);
  });

  it('name the field that is missing, and what may be meant by it', () => {
    const missing: readonly (readonly [string, string])[] = [
      [
        '{"type":"ok","f":"write","value":83,"client":3}',
        'process is missing; the op has type, f, value, client (is it client? then add --field process=client)',
      ],
      [
        '{"proces":0,"type":"ok","f":"read"}',
        'process is missing; the op has proces, type, f (is it proces? then add --field process=proces)',
      ],
      ['{"process":0,"f":"read"}', 'type is missing; the op has process, f'],
      ['{:process 0, :type :ok, :value [[:r 1 2]]}', 'f is missing; the op has type, value, process'],
      ['{:type :ok, :f :read, :value 1}', 'process is missing; the op has type, f, value'],
      ['{"ClientId":1,"Input":{},"Call":10,"Output":{},"Return":20}', 'Porcupine'],
      ['{"process":0,"type":"ok","f":"read","value":1,"value":2}', '"value" twice'],
      ['{:process 0, :type :ok, :f :read, :value 1, :value 2}', ':value twice'],
      ['{:process 0, :type :ok, :f :read, :time "noon"}', ':time must be a number'],
      ['#my.Op2{:process 0, :type :ok, :f :read}', '#my.Op2 is not known'],
      ['[0 :ok :read]', 'an op as a vector is'],
      ['[0,"ok","read"]', 'an op as an array is'],
    ];
    const good = ['{"process":0,"type":"invoke","f":"read"}\n', '{:process 0, :type :invoke, :f :read}\n'];
    for (const [line, message] of missing) {
      const result = read(`${good[/^[{[]"|^\[0,/.test(line) ? 0 : 1]}${line}\n`);
      expect(result, line).toMatchObject({ ok: false, error: { line: 2, message: expect.stringContaining(message) } });
    }
  });

  it('are read with a field by another name, and a function by another', () => {
    const options = {
      fields: new Map([
        ['client', 'process'],
        ['arg', 'value'],
      ]),
      functions: new Map([['get', 'read']]),
    };
    const texts = ['{"client":0,"type":"invoke","f":"get","arg":7}', '{:client 0 :type :invoke :f :get :arg 7}'];
    for (const text of texts) {
      const reader = new HistoryReader('auto', options);
      reader.push(text);
      expect(reader.end()).toMatchObject({ ok: true, value: { ops: [{ process: 0, f: 'read', value: 7 }] } });
    }
  });

  it('say a key in a field, and a completion has that of its invocation', () => {
    const asked = '{:process 0, :type :invoke, :f :get, :key "a", :value nil}\n';
    expect(ops(`${asked}{:process 0, :type :ok, :f :get, :value "x"}`).map(({ key }) => key)).toEqual(['a', 'a']);
    expect(read(`${asked}{:process 0, :type :ok, :f :get, :key "b", :value "x"}`)).toMatchObject({
      error: { line: 2, message: 'process 0 invoked get on key "a" and completes it on "b"' },
    });
  });

  it('are refused for a field that may change the meaning, unless it is a remark, or told to be none', () => {
    const op = (field: string, type = 'invoke') => `{:process 0, :type :${type}, :f :read, ${field}}`;
    expect(ops(op(':op-index 3, :thread 1, :clock-offsets {"n1" 2.5}'))).toMatchObject([
      { extra: { 'op-index': 3, thread: 1, 'clock-offsets': { n1: 2.5 } } },
    ]);
    expect(read(op(':table "b"'))).toMatchObject({
      error: { line: 1, message: expect.stringMatching(/^the op has a field "table" \("b"\).*--ignore table$/) },
    });
    expect(read('{"process":0,"type":"invoke","f":"read","table":"b"}')).toMatchObject({ ok: false });
    expect(ops(op(':table nil'))).toHaveLength(1);
    expect(ops(`${op(':value 1')}${op(':table "b"', 'info')}`)).toMatchObject([{}, { extra: { table: 'b' } }]);
    const reader = new HistoryReader('auto', { ignored: new Set(['table']) });
    reader.push(op(':table "b"'));
    expect(reader.end()).toMatchObject({ ok: true, value: { ops: [{ extra: { table: 'b' } }] } });
  });
});

describe('times', () => {
  const op = (process: number, type: string, time: number) =>
    `{:process ${process}, :type :${type}, :f :read, :time ${time}}\n`;

  function timed(text: string, order?: 'lines' | 'time') {
    const reader = new HistoryReader('auto', order && { order });
    reader.push(text);
    const result = reader.end();
    if (!result.ok) throw new Error(`line ${result.error.line}: ${result.error.message}`);
    return result.value;
  }

  it('that step back leave the order of the lines, and are counted', () => {
    const jepsen =
      op(0, 'invoke', 1_000_200) +
      op(1, 'invoke', 1_000_100) +
      op(0, 'ok', 2e6) +
      op(1, 'ok', 3e6) +
      op(0, 'invoke', 25e5);
    const { ops: read, notes } = timed(jepsen);
    expect(read.map(({ process, time }) => [process, time])).toEqual([
      ...[
        [0, 1_000_200],
        [1, 1_000_200],
        [0, 2e6],
        [1, 3e6],
        [0, 3e6],
      ],
    ]);
    expect(notes).toEqual([
      { line: 2, message: 'the time steps back 2 times, by up to 0.5 ms; the order of the lines is the history' },
    ]);
    expect(timed(op(0, 'invoke', 1) + op(0, 'ok', 1)).notes).toEqual([]);
  });

  it('are the order on request; what begins comes before what ends at the same time', () => {
    const pairs =
      op(0, 'invoke', 10) +
      op(0, 'ok', 20) +
      op(1, 'invoke', 20) +
      op(1, 'ok', 30) +
      op(2, 'invoke', 5) +
      op(2, 'ok', 25);
    const { ops: read, lines } = timed(pairs, 'time');
    expect([...lines]).toEqual([5, 1, 3, 2, 6, 4]);
    expect(read.map(({ index, time }) => [index, time])).toEqual(
      [5, 10, 20, 20, 25, 30].map((time, index) => [index, time]),
    );
    const turn =
      op(0, 'invoke', 1) + op(0, 'ok', 2) + op(0, 'invoke', 2) + op(0, 'ok', 3) + op(1, 'invoke', 1) + op(1, 'ok', 2);
    expect([...timed(turn, 'time').lines]).toEqual([1, 5, 2, 3, 6, 4]);
    expect(() => timed(turn + op(1, 'invoke', 2) + op(1, 'ok', 3), 'time')).toThrow(/^line [26]: two processes each/);
    expect(() => timed('{:process 0, :type :invoke, :f :read}', 'time')).toThrow('no time');
  });

  it('are asked about where every completion follows its invocation and they say otherwise', () => {
    const pairs = op(0, 'invoke', 1) + op(0, 'ok', 9) + op(1, 'invoke', 2) + op(1, 'ok', 3);
    expect(() => timed(pairs)).toThrow(/^line 4: every completion .* --order time .* --order lines/);
    expect(timed(pairs, 'lines').ops).toHaveLength(4);
    expect([...timed(pairs, 'time').lines]).toEqual([1, 3, 4, 2]);
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
    for (const empty of ['', '\n', ' \n\n', '[]', '[ ]\n', '()', '; none\n', '\ufeff']) expect(ops(empty)).toEqual([]);
    expect(read('INFO nothing happened\n')).toMatchObject({ ok: false, error: { line: 1 } });
    expect(read('\u0000\u0001')).toMatchObject({ ok: false, error: { message: expect.stringContaining('no text') } });
    expect(read('\u001f\ufffd\b')).toMatchObject({ ok: false, error: { message: expect.stringContaining('gunzip') } });
  });

  it('may stand before the first op of a log, not before one of the others', () => {
    expect(ops('\ufeffdb is up\n{ not: an op }\n0 :invoke :read nil\n')).toHaveLength(1);
    expect(read('# exported\n{"process":1,"type":"ok","f":"read"}\n')).toMatchObject({ ok: false, error: { line: 1 } });
  });
});
