import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import { expect, test } from 'vitest';
import { type Entry, isOp } from '@/lib/protocol/entry';
import { bundled } from '../base/bundled.fixture';
import { openNoTestbed, Puppet, reads, temporaryDirectory } from './puppet.fixture';
import { openWorkspace } from './workspace';

/** Four times what may be lost, because this machine may be busy; the benchmark measures the real figure. */
const toleratedLossMs = 800;

test('a run survives kill -9 up to its last chunk, and is shown as aborted', async () => {
  const directory = await temporaryDirectory();
  const child = spawn(
    process.execPath,
    [await bundled(new URL('./doomed.fixture.ts', import.meta.url)), directory.path],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let told = { id: '', persisted: 0, at: 0 };
  let killedAt = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [id = '', persisted, at] = line.split(' ');
    told = { id, persisted: Number(persisted), at: Number(at) };
    if (told.persisted > 300 && child.exitCode === null) {
      child.kill('SIGKILL');
      killedAt = Math.max(killedAt, Date.now());
    }
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');

  const workspace = await openWorkspace({
    dataDirectory: directory.path,
    openTestbed: openNoTestbed,
    execute: new Puppet().execute,
  });
  const entries: Entry[] = [];
  for await (const page of workspace.runs.records.pages(told.id)) entries.push(...page);
  expect(entries.length).toBeGreaterThanOrEqual(told.persisted + 2);
  const ops = entries.filter(isOp);
  expect(ops).toEqual(reads(Math.ceil(ops.length / 2)).slice(0, ops.length));
  expect(entries.slice(-2)).toMatchObject([
    { type: 'outcome', outcome: { kind: 'aborted', reason: 'the server stopped while it ran' } },
    { type: 'phase', phase: 'done' },
  ]);
  const times = entries.flatMap((entry) => (!isOp(entry) && entry.type === 'start' ? [entry.at] : []));
  expect(told.at - (times.at(-1) ?? 0)).toBeLessThan(toleratedLossMs);
  const summary = await workspace.runs.get(told.id);
  expect(summary).toMatchObject({ phase: 'done', outcome: 'aborted', ended: 'aborted', entries: entries.length });
  // Nobody ran it from then on, whenever that was noticed.
  expect(summary?.endedAt).toBeGreaterThanOrEqual(times.at(-1) ?? Number.POSITIVE_INFINITY);
  expect(summary?.endedAt).toBeLessThanOrEqual(killedAt);
  expect(summary?.sentence).toContain('the server stopped while it ran');
  await workspace.close();
  await directory.remove();
});
