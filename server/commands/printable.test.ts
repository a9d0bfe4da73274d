/** Nothing that a plan, a node or a file says reaches a person's terminal as more than text. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { Op } from '@/lib/history/op';
import type { Entry, Outcome } from '@/lib/protocol/entry';
import { operator } from '@/lib/protocol/principal';
import { failureOf } from '../base/failure';
import { logTo } from '../base/log';
import { packageRoot } from '../base/package-root';
import { memoryPlan, Puppet, temporaryDirectory } from '../jobs/puppet.fixture';
import { servePuppet } from '../web/puppet-server.fixture';
import type { ServerHandle } from '../web/serve';
import { checkFiles } from './check/check-file';
import { exportCommand } from './export';
import { judgeCommand } from './judge';
import { RunPrinter } from './run-printer';
import { printFailure, type Terminal, terminalOn } from './terminal';

/** Clears the screen, renames the window, colours by a single byte, rings, goes back, turns the line around. */
const hostile = 'a\x1b[2J\x1b]0;owned\x07\x9b31m\x08\r\x7f\u202eb\u2066c\ud800 $(touch X) `touch X`';

// biome-ignore lint/suspicious/noControlCharactersInRegex: what is looked for
const moving = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/;

function expectPrintable(shown: string): void {
  expect(shown).not.toMatch(moving);
  expect(shown, 'it was said at all').toContain('touch X');
}

function screen(): { readonly terminal: Terminal; shown(): string } {
  let shown = '';
  const sink = { write: (piece: string) => (shown += piece) };
  return { terminal: terminalOn({ stdout: sink, stderr: sink }), shown: () => shown };
}

const answer = (value: Json): readonly Op[] => [
  { index: 0, time: 1, process: 0, type: 'invoke', f: 'read', value: null },
  { index: 1, time: 2, process: 0, type: 'ok', f: 'read', value },
];

const failure = { message: hostile, cure: hostile, node: hostile, command: hostile, log: [hostile] };

const puppet = new Puppet();
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let server: ServerHandle;
let id: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  server = await servePuppet(directory.path, puppet);
  ({ id } = await server.runs.submit(memoryPlan('plain'), operator));
  await puppet.begun('plain');
  puppet.append('plain', [
    ...answer(hostile),
    { type: 'log', at: 1, level: 'info', source: hostile, message: hostile },
  ]);
  puppet.finish('plain', { kind: 'error', failure });
  await vi.waitUntil(async () => (await server.runs.get(id))?.phase === 'done', { timeout: 60_000 });
});

afterAll(async () => {
  await server.close();
  await directory.remove();
});

describe('on a terminal', () => {
  const outcomes: readonly Outcome[] = [
    { kind: 'error', failure },
    { kind: 'aborted', reason: hostile },
    {
      kind: 'verdict',
      findings: [{ checker: 'stats', valid: false, sentence: hostile, anomalies: [], isNoteworthy: true }],
    },
  ];

  test.each(outcomes)('a run that ended so is only text: $kind', (outcome) => {
    const entries: readonly Entry[] = [
      ...answer(hostile),
      { index: 2, time: 3, process: 'nemesis', type: 'info', f: hostile, value: { [hostile]: [hostile] } },
      { index: 3, time: 4, process: 0, type: 'info', f: hostile, value: hostile, error: [hostile] },
      { type: 'log', at: 1, level: 'warn', source: hostile, message: hostile },
      { type: 'step', at: 1, id: 's', title: hostile, node: hostile, state: 'started' },
      { type: 'step', at: 2, id: 's', title: hostile, node: hostile, state: 'failed', detail: hostile },
      { type: 'version', at: 1, version: hostile, byNode: { [hostile]: hostile } },
      { type: 'outcome', at: 9, outcome },
    ];
    const { terminal, shown } = screen();
    const printer = new RunPrinter(memoryPlan('plain'), terminal);
    printer.take(entries);
    printer.finish();
    expectPrintable(shown());
  });

  test('a failure is only text', () => {
    const { terminal, shown } = screen();
    printFailure(terminal, new Error(hostile));
    expectPrintable(shown());
    expect(failureOf(new Error('x'.repeat(2 ** 20))).message).toBe(
      `${'x'.repeat(300)}… (cut; 1,048,576 characters in all)`,
    );
  });

  test.each([false, true])('a history that is checked is only text, and the same value in JSON: %s', async (json) => {
    const file = join(directory.path, `${hostile.replace('\ud800', '')}.jsonl`);
    const calls = answer(hostile).map(({ index: _, ...op }) => `${JSON.stringify(op)}\n`);
    await writeFile(file, calls.join(''));
    let out = '';
    let errors = '';
    await checkFiles(
      [file, `${file} is not there`],
      { model: 'register', json },
      {
        stdout: { write: (piece) => (out += piece) },
        stderr: { write: (piece) => (errors += piece), isTTY: true, columns: 1000 },
        stdin: Readable.from([]),
      },
    );
    // The line of the progress is written in its place and taken away.
    expectPrintable(out + errors.replaceAll('\r', '').replaceAll('\x1b[K', ''));
    if (json)
      expect(JSON.parse(out.split('\n')[0] ?? '')).toMatchObject({
        file,
        valid: false,
        failure: { op: { value: hostile } },
      });
  });

  test('a run that is judged again is only text', async () => {
    let shown = '';
    const sink = { write: (piece: string) => (shown += piece) };
    await judgeCommand(id, { data: directory.path, model: 'register' }, { stdout: sink, stderr: sink });
    expectPrintable(shown);
  });

  test.each(['jsonl', 'edn', 'txt'] as const)(
    'an export as %s is only text, and to a file it is as it is',
    async (format) => {
      const exported = async (isTTY: boolean) => {
        const standard = Object.assign(new PassThrough(), { isTTY });
        await exportCommand(id, { format, data: directory.path }, standard, screen().terminal);
        standard.end();
        return text(standard);
      };
      const shown = await exported(true);
      expect(shown).not.toMatch(moving);
      const file = await exported(false);
      expect(file).toHaveLength(shown.length);
      if (format === 'jsonl') expect(JSON.parse(file.trim().split('\n')[2] ?? '')).toMatchObject({ value: hostile });
    },
  );

  test('a line of the log is only text, and the same value in JSON', () => {
    let line = '';
    logTo({ write: (piece) => (line += piece) }).error({ run: hostile, err: new Error(hostile) }, hostile);
    expectPrintable(line);
    expect(JSON.parse(line)).toMatchObject({ run: hostile, msg: hostile, err: { message: hostile } });
  });
});

test('no command writes past the door', async () => {
  // Where a line is written in its place, where a file goes out, and where what Commander says is written.
  const doors = ['server/cli.ts', 'server/commands/check/progress-line.ts', 'server/commands/terminal.ts'];
  const past: string[] = [];
  for (const folder of ['server', 'server/commands', 'server/commands/check', 'server/lab']) {
    for (const name of await readdir(join(packageRoot, folder))) {
      const path = `${folder}/${name}`;
      if (!/\.ts$/.test(name) || /\.(test|fixture)\.ts$/.test(name) || name === 'test-lab.ts') continue;
      const source = await readFile(join(packageRoot, path), 'utf8');
      if (/console\.\w+\(|std(out|err)\.write\(|sink\.write\(/.test(source)) past.push(path);
    }
  }
  expect(past.sort()).toEqual(doors);
});
