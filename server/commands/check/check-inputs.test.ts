/** `clew check` with what people hand in: other formats, keys, models of their own, limits, broken histories. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { correctHistory, Dice } from '@/lib/checker/linearizable/testing/random-history.fixture';
import { encodeEdn } from '@/lib/history/edn-op';
import { encodeHistory } from '@/lib/history/encode-jsonl';
import { keyedHistory } from '@/lib/history/independent';
import { parseOpLines } from '@/lib/history/text';
import { zipOf } from '../../import/zip.fixture';
import { checkFiles } from './check-file';
import type { CheckFileOptions } from './check-options';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clew-check-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

interface Setting {
  readonly isTerminal?: boolean;
  readonly stdin?: Iterable<string | Buffer>;
  readonly signal?: AbortSignal;
  readonly onError?: (text: string) => void;
}

async function check(
  contents: readonly (string | Buffer)[],
  options: Partial<CheckFileOptions> = {},
  { isTerminal = false, stdin, signal, onError }: Setting = {},
) {
  const files = contents.map((_, place) => join(folder, `${place}.txt`));
  await Promise.all(files.map((file, place) => writeFile(file, contents[place] ?? '')));
  let out = '';
  let errors = '';
  const code = await checkFiles(
    stdin ? ['-'] : files,
    { model: 'cas-register', ...options },
    {
      stdout: { write: (text) => (out += text) },
      stderr: {
        isTTY: isTerminal,
        columns: 200,
        write: (text) => {
          errors += text;
          onError?.(text);
        },
      },
      stdin: Readable.from(stdin ?? []),
      ...(signal ? { signal } : {}),
    },
  );
  return { code, out, errors: errors.replaceAll(`${folder}/`, '') };
}

const shape = { operations: 200, workers: 5, values: 5, crashChance: 0.01, hasCas: true };
const history = correctHistory(new Dice(1), shape);

describe('the formats', () => {
  it('are judged alike, also in pieces of the standard input that end within a character', async () => {
    const edn = encodeEdn(history);
    const said = { code: 0, out: `${history.length} element history linearizable. :D\n`, errors: '' };
    expect(await check([edn])).toEqual(said);
    expect(await check([encodeHistory('plan', history)])).toEqual(said);
    const bytes = Buffer.from(`; é\n${edn}`);
    const pieces = [bytes.subarray(0, 3), bytes.subarray(3, 4), bytes.subarray(4, 999), bytes.subarray(999)];
    expect(await check([], {}, { stdin: pieces })).toEqual(said);
  });

  it('are found in a zip, as of everything of a run; what is in none of them is refused', async () => {
    const said = { code: 0, out: `${history.length} element history linearizable. :D\n`, errors: '' };
    const everything = [
      { name: 'README.txt', content: 'a run' },
      { name: 'history.jsonl', content: encodeHistory('plan', history) },
      { name: 'history.edn', content: '{:type :other}' },
      { name: 'logs/n1/etcd.log', content: 'began' },
    ];
    expect(await check([zipOf(everything)])).toEqual(said);
    expect(await check([zipOf(everything.slice(0, 1))])).toMatchObject({
      code: 254,
      errors: expect.stringMatching(/^0\.txt: .* is an op/),
    });
    expect(await check([zipOf([])])).toEqual({
      code: 254,
      out: '',
      errors: expect.stringMatching(/^0\.txt: there is no history in the zip; hand in one/),
    });
    expect(await check([zipOf(everything).subarray(0, 900)])).toMatchObject({
      code: 254,
      errors: expect.stringMatching(/the zip cannot be unpacked .*; it may be cut off/),
    });
  });

  it('are named on request, and then nothing else is read', async () => {
    expect(await check([encodeEdn(history)], { format: 'jsonl' })).toMatchObject({
      code: 254,
      errors: expect.stringContaining('0.txt: line 1: no JSON'),
    });
  });

  it('may hold nothing at all, of which nothing is known, but not something else', async () => {
    for (const empty of ['', '[]', '()\n', '; nothing\n', encodeHistory('plan', [])]) {
      expect(await check([empty])).toEqual({ code: 2, out: 'Unknown: there is no op in it.\n', errors: '' });
      expect(JSON.parse((await check([empty], { json: true })).out)).toMatchObject({
        valid: 'unknown',
        cause: 'untested',
      });
    }
    for (const checker of ['unhandled-errors', 'stats', 'fault-coverage,unhandled-errors']) {
      expect(await check([''], { checker }), checker).toMatchObject({ code: 2 });
    }
    const failed = '0 :invoke :write 1\n0 :fail :write 1\n1 :invoke :read nil\n1 :info :read :timeout\n';
    expect(await check([failed])).toMatchObject({
      code: 2,
      out: expect.stringMatching(/^Unknown: no operation succeeded/),
    });
    expect(await check(['hello\n'])).toMatchObject({ code: 254, errors: expect.stringContaining('is an op') });
  });
});

describe('a history that is none', () => {
  it('is refused with the line of the file and a cure; the other files are judged', async () => {
    const op = (type: string, time: number, value = 'nil') =>
      `\n{:type :${type}, :f :read, :value ${value}, :process 0, :time ${time}}`;
    const wrong: readonly (readonly [string, RegExp])[] = [
      [
        op('invoke', 1) + op('invoke', 2),
        /line 4: process 0 invokes read \(line 4\) while its read \(line 3\) is open; .*one operation at a time/,
      ],
      [op('ok', 1), /line 3: .* without an open invocation; every ok, fail and info needs an invoke/],
      [op('invoke', 2) + op('begin', 1), /line 4: :type must be one of/],
    ];
    const { code, out, errors } = await check([...wrong.map(([text]) => `\n${text}\n`), encodeEdn(history)]);
    expect(code).toBe(254);
    expect(out).toMatch(/3\.txt: valid \(operations: 200/);
    const lines = errors.trimEnd().split('\n');
    for (const [place, [, message]] of wrong.entries()) expect(lines[place]).toMatch(message);
  });

  it('is not judged by a model that does not know its functions or its values', async () => {
    const lock = '\n0 :invoke :acquire nil\n0 :ok :acquire nil\n';
    expect(await check([lock])).toMatchObject({ code: 254, out: '', errors: expect.stringContaining('line 2: ') });
    expect(await check([lock], { model: 'mutex' })).toMatchObject({ code: 0 });
    const cas = '0 :invoke :cas 5\n0 :ok :cas 5\n';
    expect(await check([cas])).toMatchObject({
      code: 254,
      errors: '0.txt: line 2: a cas takes [expected new], not 5; choose another --model (clew models lists them)\n',
    });
  });
});

describe('--independent', () => {
  const keys = `0 :invoke :write [1 5]
0 :ok :write [1 5]
:nemesis :info :start nil
1 :invoke :read ["b" nil]
0 :invoke :read [1 nil]
1 :ok :read ["b" 7]
0 :ok :read [1 5]\n`;

  it('judges each key by itself and names the one that is invalid, with its line', async () => {
    const { code, out } = await check([keys], { independent: true, json: true });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      valid: false,
      operations: 3,
      keys: { total: 2, valid: 1, invalid: 1, unknown: 0 },
      failure: { key: 'b', line: 6, operation: 3, op: { index: 5, f: 'read', value: 7 } },
    });
    const told = await check([keys], { independent: true });
    expect(told.out).toMatch(
      /^2 keys: 1 valid, 1 invalid, 0 unknown\.\nThe first that is invalid is key "b":\n\nNot lin/,
    );
    const valid = await check([keys.replace('7]', 'nil]')], { independent: true });
    expect(valid).toMatchObject({ code: 0, out: '3 operations on 2 keys linearizable, each key by itself. :D\n' });
  });

  it('is not needed for a file that names keys itself', async () => {
    const parsed = parseOpLines(keys);
    const keyed = parsed.ok ? keyedHistory(parsed.value.ops) : parsed;
    const file = encodeHistory('a-plan', keyed.ok ? keyed.value : []);
    const { code, out } = await check([file], { json: true });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ keys: { total: 2, valid: 1, invalid: 1 }, failure: { key: 'b', line: 7 } });
    const both = await check([file], { checker: 'linearizability,stats', json: true });
    expect(JSON.parse(both.out)).toMatchObject({
      valid: false,
      checkers: [
        { checker: 'linearizability', valid: false },
        { checker: 'stats', valid: true },
      ],
    });
  });

  it('has a checker of one object judge each key by itself, with the others on the whole', async () => {
    const adds = `0 :invoke :add ["a" 1]
0 :ok :add ["a" 1]
1 :invoke :add ["b" 2]
1 :ok :add ["b" 2]
0 :invoke :read ["a" nil]
0 :ok :read ["a" [1]]
1 :invoke :read ["b" nil]
1 :ok :read ["b" [1]]
1 :invoke :read ["c" nil]
1 :ok :read ["c" []]\n`;
    const { code, out } = await check([adds], { checker: 'set,stats', independent: true, json: true });
    expect(code).toBe(1);
    expect(JSON.parse(out).checkers).toMatchObject([
      {
        checker: 'set',
        valid: false,
        sentence:
          '1 of 3 keys is invalid. The first is "b": 1 acknowledged element lost: 2; 1 element never added: 1. On 1 key there was nothing to judge.',
        anomalies: [
          { operations: [6, 2], at: 7 },
          { operations: [6], at: 7 },
        ],
      },
      { checker: 'stats', valid: true, sentence: 'Only 5 operations succeeded.' },
    ]);
    expect(await check([adds.replace('["b" [1]]', '["b" [2]]')], { checker: 'set', independent: true })).toMatchObject({
      code: 0,
      out: 'set: valid. 2 of 3 keys are valid. The first is "a": The last read has the one acknowledged element. On 1 key there was nothing to judge.\n',
    });
    // Not as one, and not with a function that it does not know.
    expect(await check([adds], { checker: 'set' })).toMatchObject({
      code: 2,
      out: expect.stringMatching(/line 6: read was invoked .* add --independent/),
    });
    const more = adds.replaceAll(':add ["b"', ':insert ["b"');
    expect(await check([more], { checker: 'set', independent: true })).toMatchObject({
      code: 2,
      out: 'set: unknown. It could not be checked: line 3: it knows add and read, and no insert.\n',
    });
    const meant = { checker: 'set', independent: true, function: 'insert=add' };
    expect(await check([more], meant)).toMatchObject({ code: 1 });
  });

  it('is named where a history of keys is judged as one', async () => {
    const cure = 'every value is a [key value] pair; to judge each key by itself, add --independent\n';
    expect(await check([keys])).toMatchObject({ code: 254, errors: expect.stringContaining(cure) });
    const unread = keys.replaceAll(/:ok :read .*/g, ':info :read :timeout');
    expect(await check([unread])).toMatchObject({ code: 0, errors: expect.stringContaining(`0.txt: ${cure}`) });
    expect(await check([encodeEdn(history)])).toMatchObject({ code: 0, errors: '' });
  });

  it('says what is wrong with a history without keys', async () => {
    expect(await check([encodeEdn(history)], { independent: true })).toMatchObject({
      code: 254,
      errors: expect.stringMatching(/^0\.txt: line \d+: the value of .* is .* and no \[key value\]/),
    });
  });
});

describe('a model of one’s own', () => {
  async function withModel(code: string, options: Partial<CheckFileOptions> = {}) {
    const file = join(
      folder,
      `model-${Math.abs(Buffer.from(code).reduce((sum, byte) => (sum * 31 + byte) | 0, 7))}.mjs`,
    );
    await writeFile(file, code);
    return check(['0 :invoke :add 2\n0 :ok :add 2\n0 :invoke :read nil\n0 :ok :read 5\n'], { model: file, ...options });
  }

  it('judges, from the initial state that is given', async () => {
    const code = `export default (initial) => ({
      initial: initial ?? 0,
      step: (state, { f, value }) =>
        f === 'add' ? { state: state + value } : state === value ? { state } : { inconsistent: 'it is ' + state },
    })`;
    expect(await withModel(code, { initial: '3' })).toMatchObject({ code: 0 });
    expect(await withModel(code)).toMatchObject({ code: 1, out: expect.stringContaining('"it is 2"') });
  });

  it('leaves the other keys decided where one is hard, and one that is invalid decides', async () => {
    const code = `export default {
      step: (state, { f, value }) => {
        const endMs = performance.now() + (value === 99 ? 3 : 0);
        while (performance.now() < endMs);
        return f === 'write' ? { state: value } : value === state ? { state } : { inconsistent: 'it is ' + state };
      },
    };`;
    const model = join(folder, 'slow.mjs');
    await writeFile(model, code);
    const ops = (key: number, written: number, read: number, times: number) =>
      Array.from({ length: times }, (_, each) => {
        const process = 1000 * key + each;
        return [
          `${process} :invoke :write [${key} ${written}]`,
          `${process} :ok :write [${key} ${written}]`,
          `${process} :invoke :read [${key} nil]`,
          `${process} :ok :read [${key} ${read}]`,
        ];
      })
        .flat()
        .join('\n');
    const options = { model, independent: true, json: true, timeLimit: '4' };
    const [hard, fine, wrong] = [ops(1, 99, 99, 3000), ops(2, 1, 1, 3), ops(3, 1, 2, 3)];
    const undecided = JSON.parse((await check([`${hard}\n${fine}\n`], options)).out);
    expect(undecided).toMatchObject({ valid: 'unknown', cause: 'time', key: 1, keys: { valid: 1, unknown: 1 } });
    const invalid = JSON.parse((await check([`${hard}\n${fine}\n${wrong}\n`], options)).out);
    expect(invalid).toMatchObject({ valid: false, keys: { total: 3, valid: 1, invalid: 1, unknown: 1 } });
    expect(invalid.failure).toMatchObject({ key: 3, transitions: [{ message: 'it is 1' }], refuters: [12_012] });
    expect([invalid.durationMs, invalid.explainMs]).toEqual([expect.any(Number), expect.any(Number)]);
  });

  it('is named when it is none or throws, and nothing crashes', async () => {
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['export default 5', /model-\d+\.mjs: its default export must be a model/],
      ['export default {', /model-\d+\.mjs: cannot be loaded: SyntaxError/],
      ['export default () => { throw new Error("boom") }', /cannot be loaded: Error: boom/],
      ['export default { initial: 0, step() { throw new Error("boom") } }', /step on add 2 threw Error: boom/],
      ['export default { initial: 0, step: () => 7 }', /step must give .* on add it gave 7/],
    ];
    for (const [code, message] of wrong) {
      const said = await withModel(code);
      expect(said).toMatchObject({ code: 254, out: '' });
      expect(said.errors).toMatch(message);
    }
    const missing = await check(['0 :invoke :read nil\n'], { model: './nowhere.mjs' });
    expect(missing.errors).toMatch(/nowhere\.mjs: there is no such file/);
  });
});

describe('--checker', () => {
  const adds = '0 :invoke :add 1\n0 :ok :add 1\n0 :invoke :read nil\n0 :ok :read []\n';

  it('asks other checkers, alone or beside linearizability; the worst counts', async () => {
    const { code, out } = await check([adds], { checker: 'set,stats', json: true });
    expect(code).toBe(1);
    const told = JSON.parse(out);
    expect(told).toMatchObject({ valid: false, ops: 4 });
    expect(told.checkers.map((report: { checker: string }) => report.checker)).toEqual(['set', 'stats']);
    const both = await check([adds.replace('[]', '[1]')], { model: 'set', checker: 'linearizability,set' });
    expect(both).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^4 element history linearizable\. :D\nset: valid\. /),
    });
  });

  it('judges transactions on registers, as Elle and elle-cli write them', async () => {
    const row = (process: number, type: string, value: string) =>
      `{:process ${process}, :type ${type}, :f :txn, :value ${value}}`;
    const edn = [
      row(0, ':invoke', '[[:w 3 1]]'),
      row(0, ':ok', '[[:w 3 1]]'),
      row(1, ':invoke', '[[:r 3 nil] [:w 4 1]]'),
      row(1, ':ok', '[[:r 3 nil] [:w 4 1]]'),
    ].join('\n');
    const json = JSON.stringify([
      { process: 0, type: 'invoke', f: 'txn', value: [['w', 3, 1]] },
      { process: 0, type: 'ok', f: 'txn', value: [['w', 3, 1]] },
      { process: 1, type: 'invoke', f: 'txn', value: [['r', 3, null]] },
      { process: 1, type: 'ok', f: 'txn', value: [['r', 3, 1]] },
    ]);
    const workload = 'rw-register';
    expect(await check([edn], { workload })).toMatchObject({ code: 1 });
    expect(await check([edn], { workload, consistency: 'causal' })).toMatchObject({ code: 0 });
    expect(await check([json], { workload })).toMatchObject({ code: 0 });
    const twice = [row(0, ':invoke', '[[:w 3 1]]'), '', row(1, ':invoke', '[[:w 3 1]]')].join('\n');
    expect(await check([twice], { workload })).toMatchObject({
      code: 2,
      out: expect.stringContaining('line 3: it writes 1 to key 3, and so does line 1'),
    });
    const mixed = row(0, ':invoke', '[[:r 3 nil] [:append 3 1]]');
    expect(await check([mixed], { workload })).toMatchObject({
      out: expect.stringContaining('line 1: [:append 3 1] is no step of a register'),
    });
    expect(await check([json], { checker: 'list-append', consistency: 'causal' })).toMatchObject({
      errors: expect.stringContaining('list-append cannot judge by causal; choose one of strict-serializable, '),
    });
  });

  it('judges banks and long forks, as Jepsen writes them', async () => {
    const row = (process: number, type: string, f: string, value: string) =>
      `{:process ${process}, :type ${type}, :f ${f}, :value ${value}}`;
    const transfer = '{:from 0, :to 1, :amount 5}';
    const reads = (balances: string) =>
      [
        row(0, ':invoke', ':transfer', transfer),
        row(0, ':ok', ':transfer', transfer),
        row(1, ':invoke', ':read', 'nil'),
        row(1, ':ok', ':read', balances),
      ].join('\n');
    const initial = '{"0": 100, "1": 0}';
    const workload = 'bank';
    expect(await check([reads('{0 95, 1 5}')], { workload, initial })).toMatchObject({ code: 0 });
    expect(await check([reads('{0 95, 1 0}')], { workload, initial })).toMatchObject({
      code: 1,
      out: expect.stringContaining('it read 95 in all, where there are 100'),
    });
    expect(await check([reads('{0 105, 1 -5}')], { workload, initial })).toMatchObject({ code: 1 });
    expect(await check([reads('{0 105, 1 -5}')], { workload, initial, negativeBalances: true })).toMatchObject({
      code: 0,
    });
    expect(await check([reads('{0 95, 1 5}')], { workload, initial: '7' })).toMatchObject({
      errors: expect.stringContaining('--initial of a bank is a map in JSON'),
    });
    expect(await check([reads('{0 95, 1 5}')], { negativeBalances: true })).toMatchObject({
      errors: expect.stringContaining('add --checker bank'),
    });
    const fork = ['[[:w 0 1]]', '[[:w 1 1]]', '[[:r 0 1] [:r 1 nil]]', '[[:r 1 1] [:r 0 nil]]'];
    const asked = ['[[:w 0 1]]', '[[:w 1 1]]', '[[:r 0 nil] [:r 1 nil]]', '[[:r 1 nil] [:r 0 nil]]'];
    const f = (place: number) => (place < 2 ? ':write' : ':read');
    const forked = [
      ...asked.map((value, place) => row(place, ':invoke', f(place), value)),
      ...fork.map((value, place) => row(place, ':ok', f(place), value)),
    ].join('\n');
    expect(await check([forked], { workload: 'long-fork' })).toMatchObject({
      code: 1,
      out: expect.stringContaining('Long fork (G-nonadjacent)'),
    });
  });

  it('judges transactions on lists, by the consistency model that is asked for', async () => {
    const row = (type: string, value: string) => `{:process 0, :type ${type}, :f :txn, :value ${value}}`;
    const stale = [
      row(':invoke', '[[:append 3 5] [:r 4 nil]]'),
      row(':ok', '[[:append 3 5] [:r 4 nil]]'),
      row(':invoke', '[[:r 3 nil] [:r 4 nil]]'),
      row(':ok', '[[:r 3 []] [:r 4 []]]'),
    ].join('\n');
    const checker = 'list-append';
    const told = await check([stale], { checker });
    expect(told.code).toBe(1);
    expect(told.out).toContain(
      'op 2 read key 3 without 5, which op 0 appended; process 0 had done op 0 when it began op 2.',
    );
    expect(await check([stale], { checker, consistency: 'serializable' })).toMatchObject({
      code: 0,
      out: expect.stringContaining('Beyond that, not strong session snapshot isolation.'),
    });
    expect(await check([stale], { checker, consistency: 'strict' })).toMatchObject({
      code: 254,
      errors: expect.stringContaining('--consistency cannot be strict; choose one of strict-serializable, '),
    });
    expect(await check([stale], { workload: 'list-append', consistency: 'serializable' })).toMatchObject({ code: 0 });
    expect(await check([stale], { workload: 'list-append' })).toMatchObject({ code: 1 });
    expect(await check([stale], { workload: 'lists' })).toMatchObject({
      errors: expect.stringContaining('there is no workload lists; choose one of register, '),
    });
    expect(await check([stale], { consistency: 'serializable' })).toMatchObject({
      errors: expect.stringContaining('--consistency is of transactions; add --checker list-append'),
    });
  });

  it('names the checkers there are', async () => {
    expect(await check([adds], { checker: 'sets' })).toMatchObject({
      code: 254,
      errors: expect.stringMatching(
        /^clew check: there is no checker sets; choose some of linearizability, stats, set, /,
      ),
    });
  });
});

describe('a long history', () => {
  const long = encodeEdn(correctHistory(new Dice(5), { ...shape, operations: 200_000, crashChance: 0 }));

  it('shows how far it is on a terminal, and takes the line away', async () => {
    // The text alone is 34 MB, and twice that as a string: what is kept of it is far less.
    const { code, errors } = await check([long], { memory: 128 }, { isTerminal: true });
    expect(code).toBe(0);
    expect(errors).toMatch(/\r0\.txt {2}reading \d+ % {2}[\d,]+ ops {2}\d:\d\d/);
    expect(errors.endsWith('\r\u001b[K')).toBe(true);
    expect((await check([long], { json: true }, { isTerminal: true })).errors).toBe('');
  });

  it('ends as unknown when it is cancelled while it is read, and so do the files behind it', async () => {
    const controller = new AbortController();
    const said = await check(
      [long, long],
      {},
      {
        isTerminal: true,
        signal: controller.signal,
        onError: () => controller.abort(),
      },
    );
    expect(said).toMatchObject({ code: 2 });
    expect(said.out.replaceAll(`${folder}/`, '')).toBe('0.txt: unknown (cancelled)\n1.txt: unknown (cancelled)\n');
  });

  it('ends as unknown when the memory is too small to hold it', async () => {
    const { code, out } = await check([long], { memory: 24, json: true });
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ valid: 'unknown', cause: 'memory' });
  });
});
