import { expect, test } from 'vitest';
import { contextOf, five } from './faults.fixture';
import { PaperProcesses } from './paper-processes.fixture';
import { powerCut } from './power-cut';

function opened(options: object) {
  const processes = new PaperProcesses();
  const cut = async (node: string) => {
    processes.log.push(`cut ${node}`);
    processes.down.add(node);
  };
  return { processes, injector: powerCut.open(contextOf({ process: processes, power: { cut } }), options) };
}

test('all nodes lose their power at once, and start on what is left of their data', async () => {
  const { processes, injector } = opened({ targets: 'all' });
  expect(await injector.begin(1)).toEqual({ value: { nodes: five } });
  expect(await injector.end(1)).toEqual({ value: { recovered: five } });
  expect(processes.log).toEqual([...five.map((node) => `cut ${node}`), ...five.map((node) => `restart ${node}`)]);
});

test('what is without power when the run ends is started', async () => {
  const { processes, injector } = opened({ targets: 'given', nodes: ['n2'] });
  await injector.begin(1);
  await injector.heal();
  expect(processes.log).toEqual(['cut n2', 'restart n2']);
});

test('a cluster without such disks has no power cuts', () => {
  expect(() => powerCut.open(contextOf({ process: new PaperProcesses() }), {})).toThrow('no power');
});
