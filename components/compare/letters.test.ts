import { expect, test } from 'vitest';
import { letterOf } from './letters';

test('columns are lettered', () => {
  expect([0, 1, 5].map(letterOf)).toEqual(['A', 'B', 'F']);
});
