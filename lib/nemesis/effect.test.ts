import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFrom } from '../base/random';
import { effectOf, ownEffect, recoveredNodes } from './effect';
import { randomHalves } from './grudge';

const grudge = { n1: ['n2'], n2: ['n1'] };
const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/), { minLength: 1, maxLength: 9 });

test('a value of ours says which links or nodes were hit, whatever else it says', () => {
  fc.assert(
    fc.property(names, fc.integer(), (nodes, seed) => {
      const links = randomHalves(nodes, randomFrom(seed)).value;
      expect(ownEffect({ id: 1, fault: 'x', cutOff: links, leader: null })).toEqual({ links });
      for (const member of ['paused', 'killed', 'nodes']) expect(ownEffect({ [member]: nodes })).toEqual({ nodes });
    }),
  );
  expect(ownEffect('Cut off {:n1 #{:n2}, :n2 #{:n1}}')).toEqual({ links: grudge });
  expect(ownEffect('Paused n1; leader n1')).toEqual({ nodes: ['n1'] });
});

test('only what was done to somebody is an effect', () => {
  const none = [null, 'fully connected', 3, [1], {}, { cutOff: 'n1' }, { cutOff: { n1: [1] } }];
  for (const value of [...none, { paused: [] }, { paused: 'n1' }, { killed: [1] }, { resumed: ['n1'] }]) {
    expect(ownEffect(value)).toBeUndefined();
  }
});

test('the shapes of Jepsen are read: grudges, isolated nodes, a result for each node, names', () => {
  expect(effectOf(grudge)).toEqual({ links: grudge });
  expect(effectOf([':isolated', { ':n1': [':n2'] }])).toEqual({ links: { n1: ['n2'] } });
  expect(effectOf({ n1: ':killed', n2: ':killed' })).toEqual({ nodes: ['n1', 'n2'] });
  expect(effectOf({ n3: 2000 })).toEqual({ nodes: ['n3'] });
  expect(effectOf(['n1', 'n2'])).toEqual({ nodes: ['n1', 'n2'] });
  for (const value of [':majority', ':all', [':isolated'], [':one', ':flaky'], {}, null, ':network-healed']) {
    expect(effectOf(value)).toBeUndefined();
  }
});

test('an end says which nodes it brought back', () => {
  expect(recoveredNodes({ ends: 1, fault: 'kill', restarted: ['n1', 'n2'] })).toEqual(['n1', 'n2']);
  expect(recoveredNodes({ resumed: ['n1'] })).toEqual(['n1']);
  expect([{ killed: ['n1'] }, 'all running', null].flatMap(recoveredNodes)).toEqual([]);
});
