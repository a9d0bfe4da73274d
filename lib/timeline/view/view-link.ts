/**
 * What is seen of a run as the end of an address, so that a teammate who opens the link sees the same:
 *
 *     #t=12.4s&span=4s&op=131           four seconds around 12.4 s, the operation invoked at index 131 selected
 *     #op=131                           that operation, with a little time around it
 *     #tab=log&log=etcd&t=1s            the log, with the lines that have these letters
 *     #node=n1,n2&outcome=fail          of the operations those that failed on two nodes
 *
 * Of one written by hand, what can be understood is used and the rest is ignored.
 */
import { filterFields, isFilter, noFilter, type OperationFilter } from './operation-filter';
import { lengthOf, minSpanNanos, type TimeSpan } from './viewport';

export interface LinkedView {
  /** Undefined: all of the run, or what lies around the operation. */
  readonly span?: TimeSpan | undefined;
  /** Index of an invocation in the history. */
  readonly operation?: number | undefined;
  /** The name of a tab. */
  readonly tab?: string | undefined;
  /** Place among the worlds that are shown; the step is that of the operation. */
  readonly world?: number | undefined;
  /** Whose curves are drawn: a function, and an outcome. */
  readonly chart?: string | undefined;
  /** Letters that lines of the log must have. */
  readonly log?: string | undefined;
  readonly filter?: OperationFilter | undefined;
}

/** Texts that stand in the address as they are. */
const textFields = ['tab', 'chart', 'log'] as const;

/** What is shown around a moment or an operation when the link names no span. */
export const linkedSpanNanos = 4e9;

const nanosPerSecond = 1e9;

/** Nanoseconds are whole, so that many decimals of a second say all. */
const maxDecimals = 9;

/** A tenth of a pixel on a wide screen. */
const exactness = 1 / 20_000;

/** The part of an address from `#` on; empty for the view that a page has by itself. */
export function formatViewLink(view: LinkedView): string {
  const { span, operation, world, filter = noFilter } = view;
  const parts: string[] = [];
  for (const field of textFields) if (view[field]) parts.push(`${field}=${encodeURIComponent(view[field])}`);
  if (world) parts.push(`world=${world + 1}`);
  for (const field of filterFields) {
    if (filter[field].length > 0) parts.push(`${field}=${filter[field].map(encodeURIComponent).join(',')}`);
  }
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
  const fields = new Map(parts.map((part) => [part.split('=', 1)[0] ?? '', part.slice(part.indexOf('=') + 1)]));
  const middle = nanosOf(fields.get('t'));
  const length = Math.max(minSpanNanos, nanosOf(fields.get('span')) ?? linkedSpanNanos);
  const op = fields.get('op') ?? '';
  const operation = /^\d{1,9}$/.test(op) ? Number(op) : undefined;
  const span = middle === undefined ? undefined : { start: middle - length / 2, end: middle + length / 2 };
  const texts = Object.fromEntries(textFields.map((field) => [field, decoded(fields.get(field))] as const));
  const world = /^[1-9]\d{0,5}$/.test(fields.get('world') ?? '') ? Number(fields.get('world')) - 1 : undefined;
  const chosen = filterFields.map((field) => [field, valuesOf(fields.get(field))] as const);
  const filter: OperationFilter = { ...noFilter, ...Object.fromEntries(chosen) };
  const view: LinkedView = { ...texts, span, operation, world, ...(isFilter(filter) ? { filter } : {}) };
  return Object.values(view).some((value) => value !== undefined) ? view : undefined;
}

function valuesOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').flatMap((value) => decoded(value) ?? []);
}

/** Nothing of what is empty, longer than a person types, or no encoding of anything. */
function decoded(text: string | undefined): string | undefined {
  if (!text || text.length > maxTextLetters) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

const maxTextLetters = 300;

/** As few decimals as tell the step apart: `12.4s`. */
function seconds(nanos: number, stepNanos: number): string {
  const decimals = Math.min(maxDecimals, Math.max(0, Math.ceil(-Math.log10(stepNanos / nanosPerSecond))));
  return `${Number((nanos / nanosPerSecond).toFixed(decimals))}s`;
}

/** `12.4s`, `12.4`, `350ms`. */
function nanosOf(text: string | undefined): number | undefined {
  const found = /^(\d{1,9}(?:\.\d{1,9})?)(ms|s)?$/.exec(text?.trim() ?? '');
  if (!found) return undefined;
  return Number(found[1]) * (found[2] === 'ms' ? 1e6 : nanosPerSecond);
}
