import { expect, it } from 'vitest';
import { parsedState } from './state';

/** As ZooKeeper 3.8.0 answers `srvr`. */
const answer = (mode: string, zxid: string) =>
  `Zookeeper version: 3.8.0, built on 2024-12-29 17:54 UTC\nReceived: 1\nZxid: ${zxid}\nMode: ${mode}\nNode count: 5\n`;

it('reads the role, the epoch and the last transaction', () => {
  expect(parsedState(answer('leader', '0x200000003'))).toEqual({ role: 'leader', term: 2, index: 2 * 2 ** 32 + 3 });
  expect(parsedState(answer('follower', '0x100000000'))).toMatchObject({ role: 'follower', term: 1 });
});

it('takes a server that does not serve for one that looks for a leader', () => {
  expect(parsedState('This ZooKeeper instance is not currently serving requests\n')).toEqual({ role: 'candidate' });
});

it('reads nothing into a server that stands alone, or into half an answer', () => {
  expect(parsedState(answer('standalone', '0x0'))).toBeUndefined();
  expect(parsedState('Zxid: 0x1\n')).toBeUndefined();
  expect(parsedState('')).toBeUndefined();
});
