import { expect, test } from 'vitest';
import { inkNames } from '../../draw/draw-list';
import type { Grudge } from '../../history/nemesis-value';
import { cutBetween } from '../../nemesis/grudge';
import { capabilities } from '../capability';
import { appearanceOf, faultNouns, wordsOf } from './appearance';
import { faultNamed, faultNames, faults, findFault } from './registry';
import { countedFaults, faultLabel, faultLabels, windowWords } from './words';

const nodes = ['n1', 'n2', 'n3'];

test('each fault has a name of its own, needs something of a cluster, and fills its options in', () => {
  expect(new Set(faultNames).size).toBe(faults.length);
  for (const { name, needs, options, done } of faults) {
    expect(faultNamed(name).name).toBe(name);
    expect(needs.length).toBeGreaterThan(0);
    for (const need of needs) expect(capabilities).toContain(need);
    expect(done(options.parse({}))).not.toBe('');
    expect(options.safeParse({ unheardOf: 1 }).success).toBe(false);
  }
  expect(findFault('sunspots')).toBeUndefined();
});

test('those that need the same stand beside each other', () => {
  const needs = faults.map(({ needs: [first] }) => first);
  expect(needs.filter((need, i) => need !== needs[i - 1])).toEqual([...new Set(needs)]);
});

test('faults that share a tone differ in hatch or glyph, unless they are of one kind', () => {
  const looks = new Map<string, string>();
  const names = [...faultNames, 'packet', 'clock', 'file', 'membership', 'sunspots'];
  for (const name of names) {
    const { look, words } = appearanceOf(name);
    expect(inkNames).toContain(look.tone);
    const key = `${look.tone} ${look.hatch} ${look.glyph}`;
    expect(looks.get(key) ?? words.noun).toBe(words.noun);
    looks.set(key, words.noun);
  }
});

test('faults of other tools and of later versions have words too', () => {
  expect(['partition', 'clock', 'sunspots'].map((name) => wordsOf(name).noun)).toEqual([
    'partition',
    'clock fault',
    'fault',
  ]);
  expect(faultNouns).toMatchObject({ 'partition-leader': 'partition', partition: 'partition', kill: 'kill' });
  expect(faultNouns.sunspots).toBeUndefined();
});

test('a window is told by whom it hit, by what is being done, or by what it is', () => {
  const cut = {
    fault: 'partition-leader',
    start: 1,
    madeAt: 2,
    effect: { links: { n1: ['n2', 'n3'], n2: ['n1'], n3: ['n1'] } },
  };
  expect(faultLabels(cut, nodes)).toEqual(['cut n2 n3 | n1', 'cut n1', 'cut']);
  expect(windowWords(cut, nodes)).toBe('n1 cut off from n2, n3');
  const kill = { fault: 'kill', start: 1, madeAt: 2, effect: { nodes: ['n1', 'n3'] } };
  expect(faultLabels(kill, nodes)).toEqual(['killed n1 n3', 'killed']);
  expect(windowWords(kill, nodes)).toBe('n1, n3 killed');
  expect(windowWords({ fault: 'pause', start: 1 }, nodes)).toBe('a process is being paused');
  expect(faultLabel({ fault: 'pause', start: 1 }, nodes)).toBe('being paused');
  expect(windowWords({ fault: 'packet', start: 1, madeAt: 2 }, nodes)).toBe('packet fault');
  const byHand = { ...kill, by: 'operator' };
  expect(windowWords(byHand, nodes)).toBe('n1, n3 killed by hand');
  expect(faultLabels(byHand, nodes)).toEqual(['killed n1 n3 by hand', 'killed by hand', 'killed n1 n3', 'killed']);
});

test('who is cut off from whom, through whom they still reach each other, and who does not hear whom', () => {
  const five = ['n1', 'n2', 'n3', 'n4', 'n5'];
  const told = (links: Grudge) => {
    const window = { fault: 'partition', start: 1, madeAt: 2, effect: { links } };
    return [faultLabels(window, five)[0], faultLabels(window, five)[1], windowWords(window, five)];
  };
  const bridge = cutBetween(['n1', 'n2'], ['n4', 'n5']);
  expect(told(bridge)).toEqual([
    'cut n1 n2 – n3 – n4 n5',
    'cut some links',
    'n4, n5 cut off from n1, n2; n3 reaches all',
  ]);
  const deaf = { n1: ['n2', 'n3', 'n4', 'n5'] };
  const inbound = 'n1 does not hear n2, n3, n4, n5';
  expect(told(deaf)).toEqual(['cut n2 n3 n4 n5 →✗ n1', 'cut one way', inbound]);
  const unheard = { n3: ['n1', 'n2'], n4: ['n1', 'n2'], n5: ['n1', 'n2'] };
  const outbound = 'n3, n4, n5 do not hear n1, n2';
  expect(told(unheard)).toEqual(['cut n1 n2 →✗ n3 n4 n5', 'cut one way', outbound]);
  const mixed = { n1: ['n2', 'n3', 'n4', 'n5'], n2: ['n1'] };
  expect(told(mixed)[2]).toBe('n2 cut off from n1; n3, n4, n5 reach all; n1 does not hear n3, n4, n5');
  const ring = { n1: ['n3'], n3: ['n1', 'n5'], n5: ['n3', 'n2'], n2: ['n5', 'n4'], n4: ['n2'] };
  expect(told(ring)[2]).toMatch(/^some links are cut/);
});

test('packets that are disturbed are told with whose they are and what becomes of them', () => {
  const effect = { disturbed: { n2: ['n1', 'n3'] }, how: 'delayed by 100 ms' };
  const window = { fault: 'slow-network', start: 1, madeAt: 2, effect };
  expect(faultLabels(window, nodes)).toEqual(['packets to n2 delayed by 100 ms', 'delayed by 100 ms', 'disturbed']);
  expect(windowWords(window, nodes)).toBe('packets to n2 delayed by 100 ms');
  expect(windowWords({ ...window, by: 'operator' }, nodes)).toBe('packets to n2 delayed by 100 ms by hand');
});

test('faults are counted by kind', () => {
  const windows = ['partition-leader', 'kill', 'partition-random-halves', 'kill', 'pause'].map((fault) => ({
    fault,
    start: 0,
  }));
  expect(countedFaults(windows)).toBe('2 network cuts, 2 kills, 1 pause');
  expect(countedFaults([])).toBe('0 faults');
});
