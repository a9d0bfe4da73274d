import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processId } from '../../base/process';
import { quote } from '../quote';
import { holdScripts } from './scripts';

const canHold = ['flock', 'setsid'].every((tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0);
/** Never reached in a test. */
const long = '600';
/** One hold is refused, and one switch fires, for each second that it takes. */
const short = '2';

describe.skipIf(!canHold)('a node that a run holds', () => {
  let directory: string;
  let scripts: ReturnType<typeof holdScripts>;

  beforeEach(async () => {
    // What a shell would make something of must not harm.
    directory = join(await mkdtemp(join(tmpdir(), 'clew-hold-')), "a 'b' $(c)");
    scripts = holdScripts(directory);
  });
  afterEach(async () => {
    const pid = Number.parseInt(await readFile(join(directory, 'hold/switch.pid'), 'utf8').catch(() => ''), 10);
    if (pid > 1) process.kill(-pid, 'SIGKILL');
    await rm(join(directory, '..'), { recursive: true, force: true });
  });

  const take = (token: string, { run = token, node = 'n1', limit = long, over = '  ', undo = ['true'] } = {}) =>
    spawnSync('sh', ['-c', scripts.take, 'clew', token, run, node, 'a test', limit, over, ...undo], {
      encoding: 'utf8',
    });
  const guarded = (token: string, ...command: string[]) =>
    spawnSync('sh', ['-c', scripts.guard(token), 'clew', ...command], { encoding: 'utf8' });
  const release = (token: string) => spawnSync('sh', ['-c', scripts.release, 'clew', token], { encoding: 'utf8' });
  const file = (name: string) => join(directory, name);
  const content = (name: string) => readFile(file(name), 'utf8');
  const pidOf = async () => Number.parseInt(await content('hold/switch.pid'), 10);
  /** A zombie is gone. */
  const isThere = async (pid: number) => (await processId(pid)) !== undefined;
  const fired = () => expect.poll(() => existsSync(file('last/fired'))).toBe(true);

  test('is another’s until it is given back, and its commands run only meanwhile', async () => {
    expect(take('one').status).toBe(0);
    const other = take('two', { node: 'n7' });
    expect([other.status, other.stdout]).toEqual([
      98,
      expect.stringMatching(/^clew-hold held\n\d+\none\nn1\na test\n$/),
    ]);
    expect(guarded('one', 'printf', '%s', "it's $(here)").stdout).toBe("it's $(here)");
    expect(guarded('one', 'sh', '-c', 'exit 7').status).toBe(7);
    const stranger = guarded('two', 'touch', file('done'));
    expect([stranger.status, stranger.stderr]).toEqual([97, 'clew-hold taken one\n']);
    expect(release('two').status).toBe(0);
    expect(guarded('one', 'true').status).toBe(0);
    const pid = await pidOf();
    expect(release('one').status).toBe(0);
    expect(await isThere(pid)).toBe(false);
    expect(guarded('one', 'touch', file('done')).stderr).toBe('clew-hold gone\n');
    expect(existsSync(file('done'))).toBe(false);
    expect(take('two').status).toBe(0);
  });

  test('undoes everything once its lease has lapsed, tries again what failed, and tells the run that asks', async () => {
    const tried = quote(file('tried'));
    const undo = [`touch ${quote(file('undone'))}`, `echo >>${tried}; test $(wc -l <${tried}) -gt 2`];
    expect(take('one', { limit: short, undo }).status).toBe(0);
    await fired();
    expect(existsSync(file('undone'))).toBe(true);
    expect(await content('tried')).toBe('\n\n\n');
    expect(existsSync(file('hold'))).toBe(false);
    const late = guarded('one', 'touch', file('done'));
    expect([late.status, late.stderr]).toEqual([97, expect.stringMatching(/^clew-hold fired \d+\n$/)]);
    expect(existsSync(file('done'))).toBe(false);
  });

  test('is not undone while commands come, for longer than the limit', async () => {
    expect(take('one', { limit: '5' }).status).toBe(0);
    for (const until = performance.now() + 8000; performance.now() < until; await pause(500)) {
      expect(guarded('one', 'true').status).toBe(0);
    }
    expect(existsSync(file('hold/fired'))).toBe(false);
  });

  test('is undone at once when its switch is asked to end', async () => {
    expect(take('one').status).toBe(0);
    process.kill(await pidOf(), 'SIGTERM');
    await fired();
    expect(guarded('one', 'true').stderr).toMatch(/^clew-hold fired/);
  });

  test('whose switch was killed begins no command', async () => {
    expect(take('one').status).toBe(0);
    process.kill(-(await pidOf()), 'SIGKILL');
    // As if it had not looked for longer than any machine makes it wait.
    await writeFile(file('hold/limit'), '1\n');
    const before = Number(await content('hold/alive'));
    await writeFile(file('hold/alive'), `${before - 21}\n`);
    const late = guarded('one', 'touch', file('done'));
    expect([late.status, late.stderr]).toEqual([97, 'clew-hold unwatched\n']);
    expect(existsSync(file('done'))).toBe(false);
  });

  test('is taken from a run that is over, or of which nothing is heard, when what that left is undone', async () => {
    const undo = [`echo >>${quote(file('undone'))}`];
    expect(take('one', { undo }).status).toBe(0);
    const pid = await pidOf();
    expect(take('two', { over: ' none two ' }).status).toBe(98);
    expect(take('two', { over: ' none one ', undo }).status).toBe(0);
    expect(await content('undone')).toBe('\n');
    expect(await isThere(pid)).toBe(false);
    process.kill(-(await pidOf()), 'SIGKILL');
    const renewed = Number(await content('hold/renewed'));
    await writeFile(file('hold/renewed'), `${renewed - Number(long)}\n`);
    expect(take('three').status).toBe(0);
    expect(await content('undone')).toBe('\n\n');
    expect(guarded('two', 'true').stderr).toBe('clew-hold taken three\n');
  });

  test('is not given to another before what a run left there can be undone', () => {
    expect(take('one', { undo: ['exit 1'] }).status).toBe(0);
    const other = take('two', { over: ' one ' });
    expect([other.status, other.stderr]).toEqual([1, 'what run one left here cannot be undone\n']);
    expect(guarded('two', 'true').status).toBe(97);
  });

  test('of before a restart of the machine is nobody’s', async () => {
    expect(take('one').status).toBe(0);
    process.kill(-(await pidOf()), 'SIGKILL');
    await writeFile(file('hold/boot'), 'another\n');
    expect(take('two').status).toBe(0);
  });

  test('a process that has the number of a switch that is gone is left alone', async () => {
    expect(take('one').status).toBe(0);
    process.kill(-(await pidOf()), 'SIGKILL');
    const bystander = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    const pid = bystander.pid ?? 0;
    try {
      await writeFile(file('hold/switch.pid'), `${pid} 12345\n`);
      expect(release('one').status).toBe(0);
      expect(await isThere(pid)).toBe(true);
    } finally {
      bystander.kill();
    }
  });

  test('what others wrote there in place of a time is none', async () => {
    expect(take('one').status).toBe(0);
    process.kill(-(await pidOf()), 'SIGKILL');
    for (const text of ['', '$(touch x)', 'a[$(touch x)]', '0000000009', '99999999999999999999', '-1']) {
      await writeFile(file('hold/renewed'), `${text}\n`);
      await writeFile(file('hold/switch.pid'), `${text}\n`);
      expect(take('two', { over: ' two ' }).status).toBe(0);
      expect(release('two').status).toBe(0);
      await mkdir(file('hold/undo'), { recursive: true });
      await writeFile(file('hold/limit'), `${text}\n`);
    }
  });

  test('two that come at once are not both let in', async () => {
    const children = ['one', 'two', 'three', 'four'].map((token) => {
      const about = [token, token, 'n1', 'a test', long, '  ', 'true'];
      const child = spawn('sh', ['-c', scripts.take, 'clew', ...about], { stdio: 'ignore' });
      return new Promise<number | null>((resolve) => child.once('exit', resolve));
    });
    expect((await Promise.all(children)).toSorted()).toEqual([0, 98, 98, 98]);
  });
});
