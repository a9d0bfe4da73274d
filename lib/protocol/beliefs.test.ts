import { expect, test } from 'vitest';
import { Beliefs } from './beliefs';
import { behindNanos } from './node-beliefs';
import type { NodeReport } from './node-status';

const ms = 1e6;

type Reports = Readonly<Record<string, NodeReport>>;

const leader = (name: string, term: number, index = 0): NodeReport => ({ role: 'leader', leader: name, term, index });
const follower = (name: string, term: number, index = 0): NodeReport => ({
  role: 'follower',
  leader: name,
  term,
  index,
});
const lost = (term: number, index = 0): NodeReport => ({ role: 'candidate', term, index });

function fold(...entries: readonly (readonly [timeMs: number, nodes: Reports])[]): Beliefs {
  const beliefs = new Beliefs();
  for (const [timeMs, nodes] of entries) beliefs.take({ time: timeMs * ms, nodes });
  return beliefs;
}

/** n1 leads, is cut off, and goes on for a second after n2 was elected. */
const deposed = fold(
  [0, { n1: leader('n1', 1), n2: follower('n1', 1), n3: follower('n1', 1) }],
  [1000, { n2: lost(1) }],
  [2000, { n2: leader('n2', 2, 1), n3: follower('n2', 2, 1) }],
  [3000, { n1: lost(1), n2: leader('n2', 2, 2), n3: follower('n2', 2, 2) }],
  [5000, { n1: follower('n2', 2, 2) }],
);

test('a node believes what it last said, and nothing before it was asked', () => {
  expect(deposed.at('n1', -1)).toBeUndefined();
  expect(deposed.at('n9', 10)).toBeUndefined();
  expect(deposed.at('n2', 1999 * ms)).toEqual({ role: 'candidate', term: 1, index: 0, since: 1000 * ms, lag: 0 });
  expect(deposed.at('n2', 2000 * ms)).toMatchObject({ role: 'leader', leader: 'n2', term: 2, index: 1 });
  expect(deposed.at('n2', 9000 * ms)).toMatchObject({ role: 'leader', since: 2000 * ms, index: 2 });
});

test('who led when is told in turn, and who led at the same time', () => {
  expect(deposed.reigns).toEqual([
    { node: 'n1', term: 1, start: 0, end: 3000 * ms },
    { node: 'n2', term: 2, start: 2000 * ms },
  ]);
  expect(deposed.rivalries).toEqual([{ start: 2000 * ms, end: 3000 * ms, most: 2 }]);
});

test('a node that is elected again reigns anew, and one that cannot be reached leads no more', () => {
  const { reigns } = fold([0, { n1: leader('n1', 1) }], [10, { n1: leader('n1', 3) }], [20, { n1: 'unreachable' }]);
  expect(reigns.map(({ term, start, end }) => [term, start / ms, (end ?? 0) / ms])).toEqual([
    [1, 0, 10],
    [3, 10, 20],
  ]);
});

test('a third leader joins the rivalry of two', () => {
  const { rivalries } = fold(
    [0, { n1: leader('n1', 1), n2: leader('n2', 2) }],
    [10, { n3: leader('n3', 3) }],
    [20, { n1: lost(1) }],
    [30, { n2: lost(2) }],
    [40, { n1: leader('n1', 4) }],
  );
  expect(rivalries).toEqual([
    { start: 0, end: 30 * ms, most: 3 },
    { start: 40 * ms, most: 2 },
  ]);
});

test('an index is behind when others had more for longer than an answer may take', () => {
  const wait = behindNanos / ms;
  expect(deposed.at('n1', (2000 + wait - 1) * ms)?.lag).toBe(0);
  expect(deposed.at('n1', (2000 + wait) * ms)?.lag).toBe(1);
  expect(deposed.at('n1', 4000 * ms)?.lag).toBe(2);
  expect(deposed.at('n1', 5000 * ms)?.lag).toBe(0);
  const n1 = deposed.nodes.get('n1');
  expect([...(n1?.behindStarts.values.subarray(0, n1.behindStarts.length) ?? [])]).toEqual([(2000 + wait) * ms]);
  expect([...(n1?.behindEnds.values.subarray(0, n1.behindEnds.length) ?? [])]).toEqual([5000 * ms]);
  expect(n1?.behindSince()).toBe(Number.POSITIVE_INFINITY);
});

test('a node that follows at its usual distance is never behind', () => {
  const beliefs = new Beliefs();
  for (let poll = 0; poll < 100; poll++) {
    const time = poll * 250 * ms;
    beliefs.take({ time, nodes: { n1: leader('n1', 1, 50 * poll), n2: follower('n1', 1, 50 * poll - 40) } });
    expect(beliefs.at('n2', time)?.lag).toBe(0);
  }
  expect(beliefs.nodes.get('n2')?.behindStarts.length).toBe(0);
});

test('a node that catches up slowly is behind in one stretch, and nobody knows of one that cannot be reached', () => {
  const grown = fold(
    [0, { n1: leader('n1', 1, 100), n2: follower('n1', 1, 0) }],
    [2000, { n2: follower('n1', 1, 30) }],
    [3000, { n2: follower('n1', 1, 60) }],
    [4000, { n2: 'unreachable' }],
    [5000, { n2: follower('n1', 1, 60) }],
  );
  const n2 = grown.nodes.get('n2');
  expect(n2?.behindStarts.length).toBe(1);
  expect([n2?.behindStarts.values[0], n2?.behindEnds.values[0]]).toEqual([behindNanos, 4000 * ms]);
  expect(grown.at('n2', 4500 * ms)).toEqual({ role: 'unreachable', since: 4000 * ms, lag: 0 });
  expect(n2?.behindSince()).toBe(5000 * ms);
});
