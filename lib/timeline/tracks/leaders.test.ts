import { expect, test } from 'vitest';
import { Beliefs } from '../../protocol/beliefs';
import { beliefsAt, beliefWords, lagWords, leaderLines, reignWords, rivalryWords } from './leaders';

const nodes = ['n1', 'n2', 'n3'];
const beliefs = new Beliefs();
beliefs.take({ time: 0, nodes: { n2: { role: 'leader', leader: 'n2', term: 2 }, n1: { role: 'leader', term: 1 } } });
beliefs.take({ time: 2.1e9, nodes: { n1: { role: 'candidate', term: 3 }, n2: 'unreachable' } });

test('each leader has a line, in the order of the nodes', () => {
  expect(leaderLines(beliefsAt(beliefs, nodes, 1e9))).toEqual(['n1 leads in term 1', 'n2 leads in term 2']);
  expect(leaderLines(beliefsAt(beliefs, nodes, 3e9))).toEqual(['no node leads']);
  expect(leaderLines(beliefsAt(new Beliefs(), nodes, 3e9))).toEqual([]);
});

test('a belief is a sentence about a node', () => {
  expect(beliefWords({ role: 'leader' })).toBe('leads');
  expect(beliefWords({ role: 'follower', leader: 'n1', term: 3 })).toBe('follows n1 in term 3');
  expect(beliefWords({ role: 'follower', term: 3 })).toBe('knows no leader in term 3');
  expect(beliefWords({ role: 'candidate', term: 4 })).toBe('asks for votes in term 4');
  expect(beliefWords({ role: 'unreachable' })).toBe('does not answer');
});

test('an old index stands beside the one that others had', () => {
  expect(lagWords({ index: 17, lag: 3 })).toBe('old index 17 of 20');
  expect(lagWords({ index: 17, lag: 0 })).toBeUndefined();
  expect(lagWords({ lag: 0 })).toBeUndefined();
});

test('leaders at the same time are told with how long, and reigns with when', () => {
  expect(beliefs.rivalries.map((rivalry) => rivalryWords(rivalry, 9e9))).toEqual(['two leaders 2.1 s']);
  expect(rivalryWords({ start: 1e9, most: 3 }, 9e9)).toBe('3 leaders 8.0 s');
  expect(beliefs.reigns.map(reignWords)).toEqual([
    'n2 led from 0.00 s to 2.10 s in term 2',
    'n1 led from 0.00 s to 2.10 s in term 1',
  ]);
  expect(reignWords({ node: 'n3', start: 1e9 })).toBe('n3 has led since 1.00 s');
});
