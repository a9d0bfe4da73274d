import { expect, test } from 'vitest';
import { ClientCount } from './client-count';
import { parseOpLines } from './text';

/** Of a history as text: process and type, an op each. */
function clientsOf(text: string, most = 100): number | undefined {
  const lines = text.split(', ').map((op) => op.replace(/^(\S+) (\S+)$/, '$1\t:$2\t:read\tnil'));
  const decoded = parseOpLines(`${lines.join('\n')}\n`);
  if (!decoded.ok) throw new Error(decoded.error.message);
  const count = new ClientCount();
  for (const op of decoded.value.ops) count.take(op);
  return count.clients(most);
}

test('processes that never crash are clients of their own', () => {
  expect(clientsOf('0 invoke, 0 ok, 1 invoke, 1 ok, 2 invoke, 2 ok')).toBe(3);
  expect(clientsOf('0 invoke, 0 ok')).toBe(1);
});

test('a process that follows a crashed one is the same client', () => {
  expect(clientsOf('0 invoke, 0 info, 1 invoke, 1 ok, 2 invoke, 2 ok')).toBe(2);
  expect(clientsOf('0 invoke, 1 invoke, 2 invoke, 1 info, 4 invoke, 0 ok, 2 ok, 4 info, 7 invoke')).toBe(3);
});

test('no client goes on before its process has crashed', () => {
  expect(clientsOf('0 invoke, 2 invoke, 0 info, 2 ok')).toBe(3);
});

test('numbers that leave gaps fit where no two meet, or nowhere', () => {
  expect(clientsOf('10 invoke, 10 ok, 20 invoke, 20 ok')).toBe(3);
  expect(clientsOf('0 invoke, 0 ok, 2000 invoke, 2000 ok', 1)).toBeUndefined();
});
