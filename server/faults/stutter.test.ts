import { expect, test } from 'vitest';
import { contextOf } from './faults.fixture';
import { PaperProcesses } from './paper-processes.fixture';
import { stutter } from './stutter';

const onN3 = { targets: 'given', nodes: ['n3'] };

test('a process stutters in the rhythm of the plan until it is steadied', async () => {
  const processes = new PaperProcesses();
  const injector = stutter.open(contextOf({ process: processes }), { ...onN3, stoppedMs: 90, runningMs: 10 });
  expect(await injector.begin(1)).toEqual({ value: { nodes: ['n3'] } });
  expect(await injector.end(1)).toEqual({ value: { recovered: ['n3'] } });
  expect(processes.log).toEqual(['stutter 90/10 n3', 'steady n3']);
});

test('a rhythm that did not last is told, and leaves nothing to be healed', async () => {
  const processes = new PaperProcesses();
  processes.keepsRhythm = false;
  const injector = stutter.open(contextOf({ process: processes }), onN3);
  await injector.begin(1);
  const error = 'n3: the rhythm had ended before its time';
  expect(await injector.end(1)).toEqual({ value: { recovered: ['n3'] }, error });
  await injector.begin(2);
  await injector.heal();
  await injector.heal();
  expect(processes.log.slice(-2)).toEqual(['stutter 400/100 n3', 'steady n3']);
});

test('a process that ended meanwhile stutters no more', async () => {
  const processes = new PaperProcesses();
  const injector = stutter.open(contextOf({ process: processes }), onN3);
  await injector.begin(1);
  processes.down.add('n3');
  expect(await injector.end(1)).toMatchObject({ value: { gone: ['n3'] } });
});
