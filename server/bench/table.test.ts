import { expect, test } from 'vitest';
import { tableText } from './table';

test('columns are as wide as their widest cell and lines end without blanks', () => {
  const figures = [
    { name: 'a', figure: '1 ms', comparison: '', data: {} },
    { name: 'a long name', figure: '12345 ms', comparison: 'goal ≤ 1 s', data: {} },
  ];
  expect(tableText(figures).split('\n')).toEqual([
    '  name         figure    comparison',
    '  a            1 ms',
    '  a long name  12345 ms  goal ≤ 1 s',
  ]);
});
