import { expect, test } from 'vitest';
import { noFilter } from './operation-filter';
import { formatViewLink, linkedSpanNanos, parseViewLink } from './view-link';

const second = 1e9;

test('a link says a moment, a span and an operation', () => {
  const view = { span: { start: 10.4 * second, end: 14.4 * second }, operation: 131 };
  expect(formatViewLink(view)).toBe('#t=12.4s&span=4s&op=131');
  expect(parseViewLink('#t=12.4s&span=4s&op=131')).toEqual(view);
});

test('what is not said is left to the page', () => {
  expect(formatViewLink({ span: undefined, operation: undefined })).toBe('');
  expect(parseViewLink('#op=131')).toEqual({ operation: 131 });
  const half = linkedSpanNanos / 2;
  expect(parseViewLink('#t=12s')?.span).toEqual({ start: 12 * second - half, end: 12 * second + half });
});

test('a deep zoom comes back to a twentieth of a thousandth of itself', () => {
  for (const length of [100_000, 3_333_333, 77 * second]) {
    const span = { start: 12_345_678_901, end: 12_345_678_901 + length };
    const back = parseViewLink(formatViewLink({ span, operation: undefined }))?.span;
    expect(Math.abs((back?.start ?? 0) - span.start)).toBeLessThanOrEqual(length / 10_000);
    expect(Math.abs((back?.end ?? 0) - span.end)).toBeLessThanOrEqual(length / 10_000);
  }
});

test('milliseconds and plain numbers are understood', () => {
  expect(parseViewLink('#t=1500ms&span=2')?.span).toEqual({ start: 0.5 * second, end: 2.5 * second });
});

test('what cannot be understood is passed over', () => {
  for (const hash of ['', '#', '#evidence', '#t=soon', '#op=x', '#op=-1', '#op=1e9', '#t=-4s', '#span=4s', '#%%%']) {
    expect(parseViewLink(hash), hash).toBeUndefined();
  }
  expect(parseViewLink('#t=soon&op=7')).toEqual({ operation: 7 });
  expect(parseViewLink('#log=%E0%A4%A&tab=log')).toEqual({ tab: 'log' });
  expect(parseViewLink('#world=0')).toBeUndefined();
});

test('what is open beside the view comes back: tab, world, curves, letters of the log', () => {
  const view = { tab: 'log', world: 2, chart: 'read:fail', log: 'n1 & "etcd"', operation: 7 };
  const link = formatViewLink(view);
  expect(link).toBe('#tab=log&chart=read%3Afail&log=n1%20%26%20%22etcd%22&world=3&op=7');
  expect(parseViewLink(link)).toEqual(view);
  expect(formatViewLink({ tab: undefined, world: 0, log: '' })).toBe('');
});

test('a filter comes back, whatever its values are', () => {
  const filter = { ...noFilter, node: ['n1', 'n2'], key: ['a,b', '"x&y"'], outcome: ['fail'] };
  const link = formatViewLink({ filter });
  expect(link).toMatch(/^#node=n1,n2&outcome=fail&key=a%2Cb,/);
  expect(parseViewLink(link)).toEqual({ filter });
});
