import { DrizzleQueryError } from 'drizzle-orm/errors';
import { expect, test } from 'vitest';
import { ClewError } from '../../base/failure';
import { refusalOf } from './refusal';

test('a database that is gone is told without its directory, its statements and its errors', () => {
  const cause = new ClewError({ message: 'the database in /srv/clew is closed', cure: 'make room' });
  const refusal = refusalOf(new DrizzleQueryError('select 1', [], cause));
  expect([refusal.status, refusal.message]).toEqual([
    503,
    expect.stringMatching(/^the database of this server cannot be/),
  ]);
  expect(refusal.message).not.toMatch(/srv|select/);
  expect(refusalOf(new DrizzleQueryError('select 1', [], new Error('no such column'))).status).toBe(500);
});
