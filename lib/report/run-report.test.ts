import { expect, test } from 'vitest';
import { planSchema } from '../plan/plan';
import { judged } from '../protocol/judged.fixture';
import { runReport } from './run-report';

const plan = planSchema.parse({ name: 'reported', cluster: { type: 'memory' }, system: { name: 'memory' }, seed: 1 });

test('a report ends with the bookmarks and the Clew that ran it, where the run has them', () => {
  const without = runReport({ plan }, [], judged(undefined, []));
  const bookmarks = [
    { id: 'bookmark1', at: 5_730_000_000, operation: 131, text: 'the write\nthat is lost' },
    { id: 'bookmark2', at: 6e9, text: '' },
  ];
  const clew = { version: '0.2.0', commit: '8d57454a1c' };
  const whole = runReport({ plan, clew, label: { bookmarks } }, [], judged(undefined, []));
  expect(whole).toBe(
    [
      ...[without, '\nBookmarks\n', '5.730 s  op 131  the write that is lost\n', '6.000 s\n'],
      '\nRun by Clew 0.2.0 (8d57454a1c)\n',
    ].join(''),
  );
});
