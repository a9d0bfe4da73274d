import { expect, test } from 'vitest';
import { escapeMarkup } from './markup';

test('what means something in markup is escaped, everything else stays', () => {
  expect(escapeMarkup(`<a b="c" d='e'>&amp;`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;');
  expect(escapeMarkup('r 1 → 4 · ✗\n\t')).toBe('r 1 → 4 · ✗\n\t');
});

test('control characters, which no XML may hold, are replaced', () => {
  expect(escapeMarkup('a\u0000b\u001bc')).toBe('a\ufffdb\ufffdc');
});
