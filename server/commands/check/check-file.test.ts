import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeHistory } from '@/lib/history/encode-jsonl';
import { parseOpLines } from '@/lib/history/text';
import { postedHistory } from '@/lib/report/posted-history.fixture';
import { checkFiles } from './check-file';
import type { CheckFileOptions } from './check-options';

const valid = '0\t:invoke\t:write\t1\n0\t:ok\t:write\t1\n';
const parsed = parseOpLines(postedHistory);
const posted = parsed.ok ? encodeHistory('a-plan', parsed.value.ops) : '';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clew-check-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function run(contents: readonly string[], options: Partial<CheckFileOptions> = {}, stdin = '') {
  const files = await Promise.all(
    contents.map(async (text, place) => {
      const file = join(folder, `${place}.txt`);
      await writeFile(file, text);
      return file;
    }),
  );
  return runFiles(stdin === '' ? files : ['-'], options, stdin);
}

async function runFiles(files: readonly string[], options: Partial<CheckFileOptions> = {}, stdin = '') {
  let out = '';
  let errors = '';
  const code = await checkFiles(
    files,
    { model: 'cas-register', ...options },
    {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (errors += text) },
      stdin: Readable.from([stdin]),
    },
  );
  return { code, out, errors: errors.replaceAll(`${folder}/`, '') };
}

describe('clew check', () => {
  it('has the verdict where explaining it fails, and says so', async () => {
    const model = join(folder, 'mute.mjs');
    // A state is put into words for an explanation alone.
    const source = `export default () => ({
      name: 'mute', initial: null, format: () => { throw new Error('no words') },
      step: (state, { f, value }) => f === 'write' ? { state: value } : value === state ? { state } : { inconsistent: 'another' },
    })`;
    await writeFile(model, source);
    const history = (value: (read: number) => string) =>
      `0\t:invoke\t:write\t${value(1)}\n0\t:ok\t:write\t${value(1)}\n0\t:invoke\t:read\t${value(2)}\n0\t:ok\t:read\t${value(2)}\n`;
    const warning = /the verdict stands and cannot be explained, which is a bug of Clew; .*: no words/;
    const one = await run([history(String)], { model });
    expect(one.code).toBe(1);
    expect(one.errors).toMatch(warning);
    expect(one.out).toMatch(
      /^Not linearizable\. [\s\S]+The explanation is not complete: it failed, which is a bug of Clew/,
    );
    const keyed = await run([history((value) => `[7 ${value}]`)], { model, independent: true, json: true });
    expect(keyed.code).toBe(1);
    expect(keyed.errors).toMatch(warning);
    expect(JSON.parse(keyed.out)).toMatchObject({ valid: false, keys: { invalid: 1 } });
  });

  it('prints the report of an invalid history and answers 1, whatever the format', async () => {
    const fromLines = await run([posted]);
    expect(fromLines.code).toBe(1);
    expect(fromLines.out).toMatch(/^Not linearizable\. [\s\S]+\(\[\{:value 4\} "can't read 1 from register 4"\]\)\n/);
    const fromText = await run([`${postedHistory}\n`]);
    // The header is a line more.
    expect([fromLines, fromText].map(({ out }) => /In the file: (line \d+)\.\n$/.exec(out)?.[1])).toEqual([
      'line 65',
      'line 64',
    ]);
    expect({ ...fromText, out: fromText.out.replace('line 64', 'line 65') }).toEqual(fromLines);
  });

  it('reads the standard input and answers 0 for a valid history', async () => {
    expect(await run([], {}, valid.repeat(10))).toEqual({
      ...{ code: 0, out: '20 element history linearizable. :D\n' },
      errors: '',
    });
  });

  it('says of a valid history how little was tested, and answers 2 where that does not do', async () => {
    const weak = ['Only 1 operation succeeded.'];
    const errors = '0.txt: Valid, but weak: only 1 operation succeeded.\n';
    expect(await run([valid])).toEqual({ code: 0, out: '2 element history linearizable. :D\n', errors });
    const strict = await run([valid], { json: true, strict: true });
    expect([strict.code, JSON.parse(strict.out)]).toEqual([2, expect.objectContaining({ valid: true, weak })]);
    expect(JSON.parse((await run([posted], { json: true })).out)).toMatchObject({ valid: false, weak: [] });
    // Nothing succeeded while the network was cut, and the checker of that was not asked for.
    const cut =
      ':nemesis\t:info\t:start-partition\tnil\n:nemesis\t:info\t:start-partition\t{"n1" ["n2"], "n2" ["n1"]}\n';
    const undone = cut.replaceAll('start', 'stop');
    expect((await run([`${valid.repeat(10)}${cut}${undone}`])).errors).toBe(
      '0.txt: Valid, but weak: no operation succeeded during the one partition.\n',
    );
    expect((await run([valid], { independent: false, checker: 'stats', json: true })).out).toContain(
      '"weak":["Only 1 operation succeeded."]',
    );
  });

  it('starts from the initial value that is given', async () => {
    const read = '0 :invoke :read nil\n0 :ok :read 7\n';
    expect((await run([read])).code).toBe(1);
    expect((await run([read], { initial: '7' })).code).toBe(0);
  });

  it('answers 2 when the time is up', async () => {
    const { code, out } = await run([postedHistory], { timeLimit: '0.000001' });
    expect(code).toBe(2);
    expect(out).toMatch(/^Unknown: .* the time limit was met\./);
  });

  it('prints one line a file and answers with the worst code', async () => {
    const { code, out } = await run([valid, postedHistory]);
    expect(code).toBe(1);
    expect(out.replaceAll(`${folder}/`, '').split('\n')).toEqual([
      '0.txt: valid (operations: 1, crashed: 0)',
      "1.txt: invalid at op 63 (line 64): can't read 1 from register 4 (operations: 31, crashed: 0)",
      '',
    ]);
    expect((await run([valid, 'nothing\n', postedHistory])).code).toBe(254);
  });

  it('prints a JSON line a file on request', async () => {
    const { code, out } = await run([valid, postedHistory], { json: true });
    expect(code).toBe(1);
    const [first, second] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({ valid: true, model: 'cas-register', operations: 1, crashed: 0 });
    expect(second).toMatchObject({
      valid: false,
      failure: {
        op: { process: 0, f: 'read', value: 1 },
        prefixLength: 63,
        worlds: { total: 12_960, isExact: true },
        finalStates: [{ state: 4, worlds: 12_960 }],
        transitions: [{ state: 4, message: "can't read 1 from register 4" }],
      },
    });
  });

  it('judges what there is of a file that ends in the middle of a line, and says which line was cut', async () => {
    const { code, out, errors } = await run([posted.slice(0, -20)]);
    expect(code).toBe(0);
    expect(out).toBe('63 element history linearizable. :D\n');
    expect(errors).toBe('0.txt: the text ends in the middle of line 65; the 63 ops before it are kept\n');
  });

  it('names the line that cannot be read', async () => {
    expect(await run([posted.replace('"index":3,', '"index":"3",')])).toMatchObject({
      code: 254,
      errors: '0.txt: line 5: index: Invalid input: expected number, received string\n',
    });
    expect(await run(['0 :ok :read 1\n'])).toMatchObject({
      code: 254,
      errors: expect.stringMatching(
        /^0\.txt: line 1: process 0 completes read as ok \(line 1\) without .*; every ok, .*\n$/,
      ),
    });
  });

  it('answers 254 to what it cannot use, and says what it takes', async () => {
    const code = 254;
    expect(await run([valid], { model: 'queue' })).toMatchObject({
      ...{ code, out: '' },
      errors: expect.stringMatching(
        /^clew check: there is no model queue; choose one of register, cas-register, .*\n$/,
      ),
    });
    expect(await run([valid], { format: 'csv' })).toMatchObject({ code, out: '' });
    expect(await run([valid], { initial: '{' })).toMatchObject({
      code,
      errors: 'clew check: --initial is no JSON: {\n',
    });
    expect(await run([valid], { model: 'set', initial: '5' })).toMatchObject({
      ...{ code, out: '' },
      errors: 'clew check: --initial: a set starts with a list of its elements, or null, not with 5\n',
    });
    expect(await run([valid], { timeLimit: 'soon' })).toMatchObject({ code });
    expect(await run([valid], { memory: '-1' })).toMatchObject({ code });
    expect(await run([])).toMatchObject({ code });
    const missing = await runFiles([join(folder, 'missing.txt')]);
    expect(missing).toMatchObject({ code });
    expect(missing.errors).toContain('missing.txt: cannot be read: there is no such file (ENOENT)');
  });
});
