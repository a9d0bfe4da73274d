/** Counts, lists, times and long texts as a person reads them. */

/** In characters. A longer value or log line is told apart from others by its beginning. */
export const maxTextLength = 300;

const nanosPerSecond = 1e9;

export function clipped(text: string): string {
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}…`;
}

/** A title or a sentence as it stands inside another. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** With a full stop, unless it ends a sentence already. */
export function sentenceEnd(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** `1 operation`, `3 operations` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

/** `a`, `a or b`, `a, b or c` */
export function listed(items: readonly string[], word: 'and' | 'or'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** A moment, as exact as the span needs it: `12.41 s`, `12.4102 s` when zoomed in. */
export function formatTime(time: number, spanNanos = 30 * nanosPerSecond): string {
  const decimals = Math.min(6, Math.max(2, Math.ceil(Math.log10((1000 * nanosPerSecond) / spanNanos))));
  return `${(time / nanosPerSecond).toFixed(decimals)} s`;
}

/** A length of time in the unit a person would say it in. */
export function formatDuration(nanos: number): string {
  if (nanos < 1e3) return `${Math.round(nanos)} ns`;
  if (nanos < 1e6) return `${(nanos / 1e3).toPrecision(3)} µs`;
  if (nanos < 1e9) return `${(nanos / 1e6).toPrecision(3)} ms`;
  return `${(nanos / nanosPerSecond).toFixed(2)} s`;
}

/** `3 bytes`, `12 kB`, `1.2 MB`, `1.0 GB` */
export function bytesWords(bytes: number): string {
  if (bytes < 1000) return counted(bytes, 'byte');
  const [divisor, unit] = bytes < 1e6 ? [1e3, 'kB'] : bytes < 1e9 ? [1e6, 'MB'] : [1e9, 'GB'];
  const size = bytes / divisor;
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** `16.9 s of 120 s`; a test takes a moment longer than planned. */
export function testedWords(testedNanos: number, plannedNanos: number): string {
  return `${(Math.min(testedNanos, plannedNanos) / 1e9).toFixed(1)} s of ${Number((plannedNanos / 1e9).toFixed(1))} s`;
}
