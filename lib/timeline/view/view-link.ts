/**
 * A view of the timeline as the end of an address, so that a teammate who opens the link sees what was seen:
 *
 *     #t=12.4s&span=4s&op=131      four seconds around 12.4 s, the operation invoked at index 131 selected
 *     #op=131                      that operation, with a little time around it
 *
 * Of one written by hand, what can be understood is used and the rest is ignored.
 */
import { leastSpanNanos, lengthOf, type TimeSpan } from './viewport';

export interface LinkedView {
  /** Undefined: all of the run, or what lies around the operation. */
  readonly span: TimeSpan | undefined;
  /** Index of an invocation in the history. */
  readonly operation: number | undefined;
}

/** What is shown around a moment or an operation when the link names no span. */
export const linkedSpanNanos = 4e9;

const nanosPerSecond = 1e9;

/** Nanoseconds are whole, so that many decimals of a second say all. */
const mostDecimals = 9;

/** A tenth of a pixel on a wide screen. */
const exactness = 1 / 20_000;

/** The part of an address from `#` on; empty for the view that a page has by itself. */
export function formatViewLink({ span, operation }: LinkedView): string {
  const parts: string[] = [];
  if (span) {
    const step = lengthOf(span) * exactness;
    parts.push(`t=${seconds((span.start + span.end) / 2, step)}`, `span=${seconds(lengthOf(span), step)}`);
  }
  if (operation !== undefined) parts.push(`op=${operation}`);
  return parts.length === 0 ? '' : `#${parts.join('&')}`;
}

/** Nothing where the end of the address is about something else. */
export function parseViewLink(hash: string): LinkedView | undefined {
  const parts = hash.replace(/^#/, '').split('&');
  const fields = new Map(parts.map((part) => [part.split('=')[0], part.split('=')[1]]));
  const middle = nanosOf(fields.get('t'));
  const length = Math.max(leastSpanNanos, nanosOf(fields.get('span')) ?? linkedSpanNanos);
  const op = fields.get('op') ?? '';
  const operation = /^\d{1,9}$/.test(op) ? Number(op) : undefined;
  if (middle === undefined && operation === undefined) return undefined;
  const span = middle === undefined ? undefined : { start: middle - length / 2, end: middle + length / 2 };
  return { span, operation };
}

/** As few decimals as tell the step apart: `12.4s`. */
function seconds(nanos: number, stepNanos: number): string {
  const decimals = Math.min(mostDecimals, Math.max(0, Math.ceil(-Math.log10(stepNanos / nanosPerSecond))));
  return `${Number((nanos / nanosPerSecond).toFixed(decimals))}s`;
}

/** `12.4s`, `12.4`, `350ms`. */
function nanosOf(text: string | undefined): number | undefined {
  const found = /^(\d{1,9}(?:\.\d{1,9})?)(ms|s)?$/.exec(text?.trim() ?? '');
  if (!found) return undefined;
  return Number(found[1]) * (found[2] === 'ms' ? 1e6 : nanosPerSecond);
}
