import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root';

/** As much as a pipe takes without a reader. */
const pipeBytes = 65_536;

let folder: string;
let history: string;
/** Inside the package, where its imports are found. */
const cli = join(packageRoot, '.build', 'from-source', `terminal-${process.pid}.mjs`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clew-output-'));
  history = join(folder, 'history.txt');
  // Crashed writes of different values: many worlds, each with the thousand operations before.
  const crashed = Array.from({ length: 12 }, (_, value) => `${100 + value} :invoke :write ${1000 + value}`);
  const done = Array.from({ length: 2000 }, () => '0 :invoke :write 1\n0 :ok :write 1');
  await writeFile(history, [...crashed, ...done, '1 :invoke :read nil', '1 :ok :read 7', ''].join('\n'));
  await build({
    absWorkingDir: packageRoot,
    entryPoints: [join(packageRoot, 'server/cli.ts')],
    outfile: cli,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(cli, { force: true });
});

function clew(...words: readonly string[]): { child: ChildProcessWithoutNullStreams; errors: () => string } {
  const child = spawn(process.execPath, [cli, ...words]);
  let errors = '';
  child.stderr.on('data', (piece) => (errors += piece));
  return { child, errors: () => errors };
}

async function exitOf(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  if (child.exitCode === null) await once(child, 'exit');
  return child.exitCode;
}

describe('the output of a command', () => {
  it('is whole, however slow its reader is', async () => {
    const files = Array.from({ length: 4 }, () => history);
    const { child, errors } = clew('check', ...files, '--json');
    let text = '';
    for await (const piece of child.stdout) {
      text += piece;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(text.length).toBeGreaterThan(3 * pipeBytes);
    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).valid)).toEqual(files.map(() => false));
    expect([await exitOf(child), errors()]).toEqual([1, '']);
  });

  it('ends the command without a word when its reader goes away', async () => {
    // More than are judged within the time of the test.
    const { child, errors } = clew('check', ...Array.from({ length: 2000 }, () => history), '--json');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect([await exitOf(child), errors()]).toEqual([1, '']);
  });

  it('may have lost its reader before it begins', async () => {
    const { child, errors } = clew('models');
    child.stdout.destroy();
    expect([await exitOf(child), errors()]).toEqual([0, '']);
  });
});
