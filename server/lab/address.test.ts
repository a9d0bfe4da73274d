import { expect, test } from 'vitest';
import { freeNetwork, nodeAddress } from './address';

test('the first network is one that nothing routes', () => {
  const first = freeNetwork(['default', '192.168.1.0/24'], []);
  expect(first).toEqual({ prefix: '10.207.1', gateway: '10.207.1.1', uplink: 'clew0acf01' });
  expect(first && nodeAddress(first, 0)).toBe('10.207.1.11');
});

test('a network in use is passed over, whether by a route to it, to a part of it or by an interface name', () => {
  expect(freeNetwork(['10.207.1.0/24'], [])?.prefix).toBe('10.207.2');
  expect(freeNetwork(['10.207.1.77'], [])?.prefix).toBe('10.207.2');
  expect(freeNetwork(['10.207.0.0/22'], [])?.prefix).toBe('10.207.4');
  expect(freeNetwork([], ['clew0acf01'])?.prefix).toBe('10.207.2');
});

test('where all of 10/8 is routed elsewhere another range is used', () => {
  expect(freeNetwork(['10.0.0.0/8'], [])?.prefix).toBe('172.29.1');
  expect(freeNetwork(['10.0.0.0/8', '172.16.0.0/12', '198.18.0.0/15'], [])).toBeUndefined();
});

test('a default route takes nothing, and names are short enough for an interface', () => {
  expect(freeNetwork(['0.0.0.0/0'], [])?.uplink.length).toBeLessThanOrEqual(15);
});
