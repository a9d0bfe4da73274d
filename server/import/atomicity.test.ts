/** A kill, and a disk that is full: of an import that was under way nothing is left, and of the library nothing is lost. */
import { expect, test } from 'vitest';
import { operator } from '@/lib/protocol/principal';
import { quietLog } from '../base/log';
import { repeatByClock } from '../base/repeat';
import { LocalEvents } from '../events/events';
import { memoryPlan, openNoTestbed, Puppet, reads, temporaryDirectory } from '../jobs/puppet.fixture';
import { openWorkspaceOn } from '../jobs/workspace';
import { openStore, type Store } from '../store/store';
import { Imports } from './imports';

/** More than one chunk. */
const long = Array.from(
  { length: 12_000 },
  (_, i) => `${i % 5}\t:invoke\t:read\tnil\n${i % 5}\t:ok\t:read\tnil\n`,
).join('');

test('nothing half imported stays after a full disk and after a kill', { timeout: 120_000 }, async () => {
  const directory = await temporaryDirectory();
  const whole = await openStore(directory.path);
  let appended = 0;
  let onChunk: () => Promise<void> = async () => undefined;
  const store = new Proxy(whole, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== 'function') return value;
      const method = value.bind(target);
      if (name !== 'appendChunk') return method;
      return async (...given: unknown[]) => {
        await onChunk();
        appended++;
        return method(...given);
      };
    },
  }) as Store;
  const puppet = new Puppet();
  const open = () =>
    openWorkspaceOn(store, {
      ...{ dataDirectory: directory.path, openTestbed: openNoTestbed, execute: puppet.execute },
      ...{ events: new LocalEvents(), repeat: repeatByClock, log: quietLog() },
    });
  const first = await open();
  const { id } = await first.runs.submit(memoryPlan('kept'), operator);
  await puppet.begun('kept');
  puppet.append('kept', reads(3));
  puppet.finish('kept', { kind: 'aborted', reason: 'over' });
  await first.runs.ended(id);
  const kept = await first.runs.get(id);

  const imports = await Imports.open({ runs: first.runs, dataDirectory: directory.path, log: quietLog() });
  const pieces = async function* () {
    yield Buffer.from(long);
  };
  const bring = () => imports.read(imports.begin({ file: 'history.txt' }, operator).id, { pieces: pieces() });
  appended = 0;
  onChunk = async () => {
    if (appended >= 2) throw new Error('could not extend file: No space left on device');
  };
  await expect(bring()).rejects.toThrow(/the disk is full, so nothing of the history was kept; make room/);
  expect((await first.runs.page()).total).toBe(1);
  expect(await whole.unfinishedRuns()).toEqual([]);

  // From here on its chunks wait forever, as they do where the process is gone.
  appended = 0;
  const reached = new Promise<void>((resolve) => {
    onChunk = () => {
      if (appended < 2) return Promise.resolve();
      resolve();
      return new Promise(() => undefined);
    };
  });
  bring().catch(() => undefined);
  await reached;
  const [left] = await whole.unfinishedRuns();
  expect(await whole.countEntries(left ?? '')).toBe(10_000);
  expect((await first.runs.page()).total).toBe(1);
  await whole.completeLibrary();
  expect((await first.runs.page()).total).toBe(1);

  onChunk = async () => undefined;
  const second = await open();
  expect(await whole.unfinishedRuns()).toEqual([]);
  expect(await whole.findRun(left ?? '')).toBeUndefined();
  expect(await whole.countEntries(left ?? '')).toBe(0);
  expect(await second.runs.get(id)).toEqual(kept);
  expect((await second.runs.page()).total).toBe(1);
  await second.close();
  await whole.close();
  await directory.remove();
});
