/** A database that takes nothing for a while, as on a full disk or in a directory that is read-only. */
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { operator } from '@/lib/protocol/principal';
import { repeatByHand } from '../base/repeat.fixture';
import { LocalEvents } from '../events/events';
import { lapseMs } from '../store/leases';
import { openStore, type Store } from '../store/store';
import { memoryPlan, openNoTestbed, Puppet, reads, temporaryDirectory } from './puppet.fixture';
import { openWorkspaceOn } from './workspace';

test('the true end of a run stays until it can be kept, and nothing is begun meanwhile', async () => {
  const directory = await temporaryDirectory();
  const whole = await openStore(directory.path);
  let isFull = false;
  const store = new Proxy(whole, {
    get(target, name) {
      if (isFull && (name === 'saveRun' || name === 'appendChunk')) {
        return async () => Promise.reject(new Error('could not extend file: No space left on device'));
      }
      const value = Reflect.get(target, name, target) as unknown;
      if (name === 'looking') return unlessGone(target.looking);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as Store;
  let isGone = false;
  const unlessGone = <T extends object>(asked: T): T =>
    new Proxy(asked, {
      get(target, name) {
        const value = Reflect.get(target, name, target) as unknown;
        if (typeof value === 'object' && value !== null) return unlessGone(value);
        if (typeof value !== 'function') return value;
        return isGone ? async () => Promise.reject(new Error('the database does not answer')) : value.bind(target);
      },
    });
  const { repeat, turn } = repeatByHand();
  const puppet = new Puppet();
  const workspace = await openWorkspaceOn(store, {
    ...{ dataDirectory: directory.path, openTestbed: openNoTestbed, execute: puppet.execute },
    ...{ events: new LocalEvents(), repeat, log: pino({ level: 'silent' }) },
  });
  const { runs } = workspace;
  const { id } = await runs.submit(memoryPlan('filling'), operator);
  await puppet.begun('filling');
  puppet.append('filling', reads(3));
  await expect.poll(async () => (await runs.get(id))?.entries).toBeGreaterThan(6);
  const kept = (await runs.get(id))?.entries ?? 0;

  isFull = true;
  puppet.append('filling', reads(2, 6));
  await runs.ended(id);
  const told = {
    ...{ id, phase: 'done', outcome: 'error' },
    sentence: expect.stringMatching(/^the journal of run \w+ cannot be written: .*No space left on device$/),
  };
  expect(await runs.get(id)).toMatchObject(told);
  expect((await runs.page()).runs).toMatchObject([told]);
  expect((await runs.records.entries(id, 0, 1000)).length).toBe(kept);
  expect(await whole.findRun(id)).toMatchObject({ phase: 'running' });
  await expect(runs.submit(memoryPlan('another'), operator)).rejects.toThrow(/nothing new is begun/);
  // Where the database answers nothing either, what is held here is shown without it.
  isGone = true;
  expect(await runs.get(id)).toMatchObject(told);
  expect(await runs.beside(id, workspace.links.find({ kind: 'run', id }))).toBeUndefined();
  await expect(runs.get('another')).rejects.toThrow('does not answer');
  isGone = false;
  await turn(lapseMs);
  expect(await runs.get(id)).toMatchObject(told);

  isFull = false;
  await turn(lapseMs);
  expect(await whole.findRun(id)).toMatchObject(told);
  await runs.submit(memoryPlan('after'), operator);
  await puppet.begun('after');
  puppet.finish('after', { kind: 'aborted', reason: 'the test is over' });
  await workspace.close();
  await whole.close();
  await directory.remove();
});
