import { expect, test } from 'vitest';
import { faultNamed } from '../catalog/faults/registry';
import { faultTitle } from './fault-title';

test.each([
  ['partition-random-halves', {}, 'Partition into random halves'],
  ['pause', { targets: 'leader' }, 'Pause processes: the leader'],
  ['pause', { targets: 'given', nodes: ['n2', 'n3'] }, 'Pause processes: n2, n3'],
  ['pause', { targets: 'given' }, 'Pause processes: given nodes'],
  ['partition', { shape: 'one', direction: 'both' }, 'Partition: one node'],
  ['partition', { shape: 'leader', direction: 'inbound' }, 'Partition: the leader alone, inbound'],
  ['partition', { shape: 'given', nodes: ['n1'], direction: 'outbound' }, 'Partition: n1, outbound'],
  ['kill', {}, 'Kill processes'],
] as const)('%s %o is called %s', (name, chosen, title) => {
  expect(faultTitle(faultNamed(name), chosen)).toBe(title);
});
