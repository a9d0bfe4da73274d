import { expect, test } from 'vitest';
import { type Priority, RequestQueue } from './request-queue';
import type { StoreRequest } from './wire';

let lastId = 0;

function query(priority: Priority): StoreRequest {
  lastId += 1;
  return { id: lastId, type: 'query', sql: '', params: [], rowMode: 'array', priority };
}

function taken(queue: RequestQueue, count: number): readonly string[] {
  return Array.from({ length: count }, () => {
    const request = queue.shift();
    return request?.type === 'query' ? request.priority : String(request?.type);
  });
}

test('what a run writes comes first, then what the server needs, then what is looked at, and the end last', () => {
  const queue = new RequestQueue();
  queue.push({ id: 0, type: 'close' });
  for (const priority of ['looking', 'own', 'looking', 'journal', 'own', 'journal'] as const)
    queue.push(query(priority));
  expect(taken(queue, 8)).toEqual(['journal', 'journal', 'own', 'own', 'looking', 'looking', 'close', 'undefined']);
});

test('requests of one kind keep their order', () => {
  const queue = new RequestQueue();
  const requests = Array.from({ length: 5 }, () => query('journal'));
  for (const request of requests) queue.push(request);
  expect(requests.map(() => queue.shift())).toEqual(requests);
});

test('a journal that never stops lets one in seventeen of the others through', () => {
  const queue = new RequestQueue();
  for (let i = 0; i < 1000; i++) {
    queue.push(query('journal'));
    queue.push(query('looking'));
    if (i % 2 === 0) queue.push(query('own'));
  }
  const first = taken(queue, 900);
  for (const priority of ['own', 'looking'] as const) {
    const count = first.filter((each) => each === priority).length;
    expect(count).toBeGreaterThanOrEqual(Math.floor(900 / 19));
    expect(count).toBeLessThanOrEqual(Math.ceil(900 / 16));
  }
  expect(first.indexOf('looking')).toBeGreaterThan(10);
});
