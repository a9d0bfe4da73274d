import { expect, test } from 'vitest';
import { describeVersions, versionLines } from './versions';

test('nodes that agree have one version', () => {
  const agreed = { n1: '3.4.23', n2: '3.4.23' };
  expect(describeVersions(agreed)).toBe('3.4.23');
  expect(versionLines('etcd', agreed)).toEqual(['etcd 3.4.23 on every node']);
});

test('nodes that do not are told apart', () => {
  const mixed = { n1: '3.4.23', n2: '3.5.16', n3: '3.4.23' };
  expect(describeVersions(mixed)).toBe('3.4.23 on n1, n3; 3.5.16 on n2');
  expect(versionLines('etcd', mixed)).toEqual(['etcd 3.4.23 on n1, n3', 'etcd 3.5.16 on n2']);
});

test('where nobody was asked there is nothing to say', () => {
  expect(versionLines('etcd', {})).toEqual([]);
});
