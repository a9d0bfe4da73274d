import { expect, test } from 'vitest';
import type { Operation } from '../../history/operations';
import { appendBatch, emptyRunState } from '../../protocol/run-state';
import { drawnOps, drawnState, operationList } from '../drawn-history.fixture';
import { Finding, operationSearch, searchFields, stepFound } from './search';

const state = drawnState(`
  r==.  w==x  w==?  r==.
  c=.   r=.   c===x`);

const nodeOf = ({ invocation }: Operation) => (Number(invocation.process) % 2 === 0 ? 'n1' : 'n2');

/** The operations found, as function and outcome. */
function found(query: string): readonly string[] {
  const search = operationSearch(query);
  if (!search) return [];
  return new Finding(search, nodeOf).in(state.operations).places.map((place) => {
    const { invocation, completion } = state.operations.at(place) as Operation;
    return `${invocation.f} ${completion?.type} ${invocation.process}`;
  });
}

test('a word finds operations by function, outcome or node', () => {
  expect(found('cas')).toEqual(['cas ok 1', 'cas fail 1']);
  expect(found('info')).toEqual(['write info 0']);
  expect(found('n2')).toHaveLength(3);
});

test('every word must fit', () => {
  expect(found('cas fail')).toEqual(['cas fail 1']);
  expect(found('cas info')).toEqual([]);
});

test('a field that is named is the only one looked at', () => {
  expect(found('process:2')).toEqual(['read ok 2']);
  expect(found('node:n1 type:ok')).toEqual(['read ok 0', 'read ok 2']);
  expect(found('f:write')).toHaveLength(2);
});

test('a number fits whole', () => {
  const [operation] = operationList(state);
  const index = operation?.completion?.index;
  expect(found(`index:${index}`)).toEqual(['read ok 0']);
  expect(found(`index:${index}7`)).toEqual([]);
});

test('a cas is found by its pair in each way of writing it, and by its parts', () => {
  const invocation = { index: 0, time: 0, process: 0, type: 'invoke', f: 'cas', value: [1, 4] } as const;
  for (const query of ['value:1→4', 'value:1->4', 'value:[1', 'value:4', 'CAS']) {
    expect(operationSearch(query)?.({ invocation }, 'n1', 0), query).toBe(true);
  }
  expect(operationSearch('value:14')?.({ invocation }, 'n1', 0)).toBe(false);
});

test('an error is found by how it begins', () => {
  const invocation = { index: 0, time: 0, process: 0, type: 'invoke', f: 'read', value: null } as const;
  const completion = { ...invocation, index: 1, type: 'info', error: 'timed-out' } as const;
  expect(operationSearch('timed')?.({ invocation, completion }, 'n1', 0)).toBe(true);
  expect(operationSearch('error:refused')?.({ invocation, completion }, 'n1', 0)).toBe(false);
});

test('no words, and words that mean nothing, find nothing', () => {
  expect(operationSearch('   ')).toBeUndefined();
  expect(found('constructor:x')).toEqual([]);
  expect(found('(((')).toEqual([]);
});

test('a field that was only begun lets everything through', () => {
  for (const field of searchFields.filter((name) => name !== 'error' && name !== 'key')) {
    expect(found(`${field}:`), field).toHaveLength(state.operations.length);
  }
});

test('stepping goes round', () => {
  const hits = { places: [2, 5, 9], total: 3 };
  expect(stepFound(hits, undefined, 1)).toBe(2);
  expect(stepFound(hits, 5, 1)).toBe(9);
  expect(stepFound(hits, 9, 1)).toBe(2);
  expect(stepFound(hits, 2, -1)).toBe(9);
  expect(stepFound(hits, 6, -1)).toBe(5);
  expect(stepFound({ places: [], total: 0 }, 6, -1)).toBeUndefined();
});

test('a search that is kept while the run grows finds what a new one finds', () => {
  const ops = drawnOps(`
    r==.  w==x  w======?  r==.
    c=.   r========================
    c=======.   r=.   c===x`);
  for (const query of ['fail', 'read', 'open', 'type:ok', 'process:1']) {
    const search = operationSearch(query);
    if (!search) throw new Error('a query with words');
    const kept = new Finding(search, nodeOf);
    let grown = emptyRunState(3);
    for (const [from, op] of ops.entries()) {
      grown = appendBatch(grown, { from, entries: [op] }).state;
      expect(kept.in(grown.operations)).toEqual(new Finding(search, nodeOf).in(grown.operations));
    }
  }
});
