import { expect, test } from 'vitest';
import { contextOf, five } from './faults.fixture';
import { partitionRing } from './partition-ring';

test('each begin cuts a ring anew, and its end heals it', async () => {
  const log: string[] = [];
  const network = {
    cut: async (grudge: object, id: number) => void log.push(`cut ${id} ${Object.keys(grudge).length}`),
    heal: async (id?: number) => void log.push(`heal ${id}`),
  };
  const injector = partitionRing.open(contextOf({ network }), {});
  const first = await injector.begin(1);
  expect(Object.keys(first.value.cutOff ?? {}).sort()).toEqual(five);
  await injector.end(1);
  expect(await injector.begin(3)).not.toEqual(first);
  await injector.heal();
  expect(log).toEqual(['cut 1 5', 'heal 1', 'cut 3 5', 'heal 3']);
});

test('three nodes are no ring', () => {
  const network = { cut: async () => undefined, heal: async () => undefined };
  expect(() => partitionRing.open(contextOf({ network }, { nodes: ['n1', 'n2', 'n3'] }), {})).toThrow(
    'a ring of majorities needs 4 nodes, and the cluster has 3',
  );
});
