import { expect, test } from 'vitest';
import type { Violation } from '@/lib/timeline/tracks/scene';
import type { TimeSpan } from '@/lib/timeline/view/viewport';
import { keyActions, keyHelp, minimapKeyActions, pageActs } from './keys';

const extent = { start: 0, end: 100e9 };

/** Seconds in view after the keys, one after another; `all` where the last one fitted everything. */
function after(span: TimeSpan, ...keys: readonly string[]): string {
  let shown = span;
  let hasFitted = false;
  for (const key of keys) {
    minimapKeyActions[key]?.({
      extent,
      span: shown,
      onSpan: (next) => {
        shown = next;
      },
      onFit: () => {
        hasFitted = true;
      },
    });
  }
  return hasFitted ? 'all' : `${shown.start / 1e9} to ${shown.end / 1e9}`;
}

const span = { start: 40e9, end: 60e9 };

test('the arrows move the part in view by a tenth of it, and stop at the ends', () => {
  expect(after(span, 'ArrowRight')).toBe('42 to 62');
  expect(after(span, 'ArrowLeft', 'ArrowLeft')).toBe('36 to 56');
  expect(after(span, 'PageDown')).toBe('56 to 76');
  expect(after(span, 'PageDown', 'PageDown', 'PageDown', 'PageDown')).toBe('80 to 100');
  expect([after(span, 'Home'), after(span, 'End')]).toEqual(['0 to 20', '80 to 100']);
});

test('with Shift the arrows move its end, plus and minus both', () => {
  expect(after(span, 'Shift+ArrowRight')).toBe('40 to 70');
  expect(after({ start: 40e9, end: 70e9 }, 'Shift+ArrowLeft')).toBe('40 to 60');
  expect(after(span, '-')).toBe('35 to 65');
  expect(after({ start: 35e9, end: 65e9 }, '+')).toBe('40 to 60');
  expect(after({ start: 80e9, end: 100e9 }, 'Shift+ArrowRight')).toBe('70 to 100');
});

test('F and Escape fit everything', () => {
  expect([after(span, 'f'), after(span, 'Escape')]).toEqual(['all', 'all']);
});

test('V leads to the first violation, from each to the next, and from the last back to the first', () => {
  const violations = [4, 9].map((operation) => ({
    ...{ title: 'Element lost', operation, operations: [operation] },
    time: 1e9 * operation,
  }));
  const shown: (number | undefined)[] = [];
  for (const selected of [undefined, 4, 9, 5]) {
    const nothing = () => undefined;
    const onShowViolation = ({ operation }: Violation) => void shown.push(operation);
    const context = { extent, span, violations, selected, selectedTime: undefined, onSelect: nothing, onShowViolation };
    keyActions.v?.({ ...context, onSpan: nothing, onFit: nothing, move: nothing, stepBy: nothing });
  }
  expect(shown).toEqual([4, 9, 4, 4]);
});

test('the help has every key that is handled', () => {
  const told = keyHelp().map(({ rows }) => rows.length);
  const handled = [pageActs, keyActions, minimapKeyActions].map((table) => new Set<unknown>(Object.values(table)).size);
  expect(told).toEqual(handled);
  for (const { rows } of keyHelp()) expect(new Set(rows.map(({ label }) => label)).size).toBe(rows.length);
});

test('the help of a page has no key of what the page cannot do', () => {
  const nothing = () => undefined;
  const none = { freeze: undefined, breakByHand: undefined, bookmark: undefined, showPalette: undefined };
  const [anywhere] = keyHelp({ search: nothing, showKeys: nothing, ...none });
  expect(anywhere?.rows.map(({ label }) => label)).toEqual(['/', '?']);
});
