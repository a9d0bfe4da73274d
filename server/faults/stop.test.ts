import { expect, test } from 'vitest';
import { wholeText } from '@/lib/base/wording';
import { contextOf, five } from './faults.fixture';
import { PaperProcesses } from './paper-processes.fixture';
import { stop } from './stop';

function opened(processes: PaperProcesses, options: object = {}) {
  const warnings: string[] = [];
  const context = contextOf({ process: processes }, { warn: (text) => void warnings.push(wholeText(text)) });
  return { warnings, context, injector: stop.open(context, options) };
}

test('a process is asked to end, and is started again on its data', async () => {
  const processes = new PaperProcesses();
  const { injector } = opened(processes, { targets: 'given', nodes: ['n2', 'n4'] });
  expect(await injector.begin(1)).toEqual({ value: { nodes: ['n2', 'n4'] } });
  expect(await injector.end(1)).toEqual({ value: { recovered: ['n2', 'n4'] } });
  expect(processes.log).toEqual(['end n2', 'end n4', 'restart n2', 'restart n4']);
});

test('one that does not end in time is killed, told, and started again like the rest', async () => {
  const processes = new PaperProcesses();
  processes.endsAfterSeconds = 3;
  const { injector, warnings } = opened(processes, { targets: 'given', nodes: ['n2'], patienceSeconds: 2 });
  const error = 'n2: did not end within 2 s of SIGTERM, and was killed';
  expect(await injector.begin(1)).toEqual({ value: { nodes: ['n2'] }, error });
  expect(warnings).toEqual([error]);
  expect(await injector.end(1)).toEqual({ value: { recovered: ['n2'] } });
});

test('what is stopped is held against other faults, and started when the run ends', async () => {
  const processes = new PaperProcesses();
  const { injector, context } = opened(processes, { targets: 'all' });
  await injector.begin(1);
  expect([...context.held].toSorted()).toEqual(five);
  await injector.heal();
  expect([context.held.size, processes.down.size]).toEqual([0, 0]);
});
