/** A database that does not answer any more, as one whose thread hangs. */
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { operator } from '@/lib/protocol/principal';
import { LocalEvents } from '../events/events';
import { openStore, type Store } from '../store/store';
import { memoryPlan, openNoTestbed, Puppet, sshPlan, temporaryDirectory } from './puppet.fixture';
import { openWorkspaceOn } from './workspace';

test('every run is stopped, so that it heals its nodes, whatever becomes of those before it', async () => {
  const directory = await temporaryDirectory();
  const whole = await openStore(directory.path);
  let isSilent = false;
  const store = new Proxy(whole, {
    get(target, name) {
      const value = Reflect.get(target, name, target) as unknown;
      if (typeof value !== 'function') return value;
      return (...words: readonly unknown[]) =>
        isSilent ? new Promise(() => undefined) : (value.apply(target, words) as unknown);
    },
  }) as Store;
  const puppet = new Puppet();
  const stopped: string[] = [];
  const { runs } = await openWorkspaceOn(store, {
    ...{ dataDirectory: directory.path, openTestbed: openNoTestbed },
    ...{ events: new LocalEvents(), repeat: () => async () => undefined, log: pino({ level: 'silent' }) },
    execute: (input) => {
      input.stop.addEventListener('abort', () => stopped.push(input.plan.name));
      return puppet.execute(input);
    },
  });
  await runs.submit(sshPlan('first', 'a'), operator);
  await runs.submit(sshPlan('waits', 'a'), operator);
  await runs.submit(memoryPlan('last'), operator);
  await Promise.all([puppet.begun('first'), puppet.begun('last')]);
  isSilent = true;
  void runs.close();
  await expect.poll(() => stopped.toSorted()).toEqual(['first', 'last']);
  isSilent = false;
  await whole.close();
  await directory.remove();
});
