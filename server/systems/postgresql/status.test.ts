import { expect, test } from 'vitest';
import { nodeStatus, placeInLog } from './status';

test('a place in the log is one number', () => {
  expect(placeInLog('0/3000148')).toBe(0x3000148);
  expect(placeInLog('16/B374D848')).toBe(0x16 * 2 ** 32 + 0xb374d848);
  expect(placeInLog('')).toBeUndefined();
});

test('a standby follows the primary while it is sent its log, and knows no leader otherwise', () => {
  const standby = { isStandby: true, isStreaming: true, index: 5, timeline: 1 };
  expect(nodeStatus(standby, 'n1')).toEqual({ role: 'follower', leader: 'n1', term: 1, index: 5 });
  expect(nodeStatus({ ...standby, isStreaming: false }, 'n1')).toEqual({ role: 'follower', term: 1, index: 5 });
  expect(nodeStatus({ isStandby: false, isStreaming: false, index: 7 }, 'n1')).toEqual({ role: 'leader', index: 7 });
});
