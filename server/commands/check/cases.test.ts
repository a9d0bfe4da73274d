/** `clew check` on small histories of other tools, each of a kind that is easily misread; what is right was argued by hand. */
import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { checkFiles } from './check-file';
import type { CheckFileOptions } from './check-options';

const folder = fileURLToPath(new URL('./cases/', import.meta.url));

interface Case {
  readonly file: string;
  readonly options?: Partial<CheckFileOptions>;
  readonly code: number;
  /** In what is said on either stream. */
  readonly says?: RegExp;
}

const [valid, invalid, unknown, refused] = [0, 1, 2, 254];
const byKey = { independent: true };
const faults = { checker: 'fault-coverage' };

const cases: readonly Case[] = [
  {
    file: '01-mutex-times.edn',
    options: { model: 'mutex' },
    code: invalid,
    says: /time steps back 1 time, by up to 0.0001 ms/,
  },
  { file: '02-seq.edn', code: invalid, says: /can't read 2 from register 1/ },
  { file: '03-array.json.txt', code: invalid, says: /can't read 2 from register 1/ },
  { file: '04-empty.edn', code: unknown, says: /there is no op in it/ },
  { file: '04-empty-vector.edn', code: unknown, says: /there is no op in it/ },
  { file: '04-nothing-succeeded.edn', code: unknown, says: /no operation succeeded/ },
  { file: '05-counter-never-read.edn', options: { checker: 'counter' }, code: unknown, says: /nothing to judge/ },
  { file: '05-no-ids.edn', options: { checker: 'unique-ids' }, code: unknown, says: /nothing to judge/ },
  { file: '05-queue-never-drained.edn', options: { checker: 'total-queue' }, code: unknown, says: /nothing to judge/ },
  {
    file: '08-drain-exhausted.edn',
    options: { checker: 'total-queue' },
    code: valid,
    says: /All 2 acknowledged elements came out/,
  },
  { file: '13-jepsen.log', code: invalid, says: /can't read 2 from register 1/ },
  {
    file: '14-failed-write-read.edn',
    code: invalid,
    says: /402 was written only by an operation that is recorded as fail, at line 4\./,
  },
  {
    file: '15-independent.edn',
    options: byKey,
    code: invalid,
    says: /key 8:[\s\S]*In the file: line 7 \(index 106\)\./,
  },
  {
    file: '15-independent.edn',
    options: { ...byKey, json: true },
    code: invalid,
    says: /"op":\{"index":106,.*"line":7,.*"operation":104/,
  },
  { file: '17-keyed-cas.edn', options: byKey, code: invalid, says: /can't read \\"v1\\" from register/ },
  { file: '18c-client-json.jsonl', code: refused, says: /line 1: process is missing; .*client/ },
  { file: '18c-client-json.jsonl', options: { field: 'process=client' }, code: valid, says: /1 operations on 1 keys/ },
  {
    file: '21-pn-counter.edn',
    options: { ...byKey, checker: 'counter' },
    code: invalid,
    says: /1 of 2 keys is invalid. The first is 1: /,
  },
  { file: '29-strict-ser-append.edn', code: refused, says: /line 1: .* knows no txn/ },
  { file: '30-bank.edn', code: refused, says: /line 1: .* knows no transfer/ },
  { file: '32-namespaced-map.edn', code: valid },
  { file: '33-knossos-op-tag.edn', code: invalid, says: /can't read 4 from register 3/ },
  { file: '34-vector-lines.edn', code: invalid, says: /can't read 4 from register 3/ },
  {
    file: '39-etcd-versioned.edn',
    options: byKey,
    code: refused,
    says: /line 2: write was invoked with \[nil 3\] .* --model versioned-register/,
  },
  { file: '39-etcd-versioned.edn', options: { ...byKey, model: 'versioned-register' }, code: valid },
  {
    file: '39c-versioned-crashed.edn',
    options: byKey,
    code: refused,
    says: /line 4: read was invoked with \[nil nil\] .* --model versioned-register/,
  },
  { file: '39c-versioned-crashed.edn', options: { ...byKey, model: 'versioned-register' }, code: valid },
  { file: '41-failed-partition.edn', options: faults, code: valid, says: /1 fault/ },
  { file: '41b-partition-ok.edn', options: faults, code: valid, says: /the one partition/ },
  { file: '41c-start-stop.edn', options: faults, code: valid, says: /the one fault/ },
  { file: '41d-partition-value.edn', options: faults, code: valid, says: /the one partition/ },
  { file: '41e.edn', options: faults, code: valid, says: /the one partition/ },
  {
    file: '42-maelstrom.log',
    options: { checker: 'counter' },
    code: invalid,
    says: /gave 5 where 3 to 3 was possible/,
  },
  { file: '47-unknown-start.edn', options: byKey, code: invalid },
  { file: '47-unknown-start.edn', options: { ...byKey, initial: 'unknown' }, code: valid },
  { file: '47-unknown-start.edn', options: { ...byKey, initialByKey: '{"k1":"v95","k4":"v98"}' }, code: valid },
  {
    file: '47-unknown-start.edn',
    options: { ...byKey, initialByKey: '{"k1":"v95"}' },
    code: invalid,
    says: /key "k4"/,
  },
  { file: '48-etcd-operations.json.txt', code: refused, says: /line 1: process is missing; .*Porcupine/ },
  { file: '48b.jsonl', code: refused, says: /line 1: process is missing; the op has type, f, value, client/ },
  { file: '48c-typo.jsonl', code: refused, says: /line 1: process is missing; .*is it proces\?/ },
  { file: '48d.jsonl', code: refused, says: /line 2: process is missing; the op has type, f, value/ },
  { file: '52b-key-types-multi.edn', options: { model: 'multi-register' }, code: valid },
  { file: '53-keyword-string.edn', options: { model: 'multi-register' }, code: valid },
];

it.each(cases)('$file $options is answered with $code', async ({ file, options, code, says = /./ }) => {
  let said = '';
  const write = (text: string) => (said += text);
  const streams = { stdout: { write }, stderr: { write }, stdin: Readable.from([]) };
  const answer = await checkFiles([`${folder}${file}`], { model: 'cas-register', ...options }, streams);
  expect(said).toMatch(says);
  expect(answer, said).toBe(code);
});

it('no case is left out', () => {
  expect([...new Set(cases.map(({ file }) => file))].sort()).toEqual(readdirSync(folder).sort());
});
