/**
 * What a checker found, behind its sentence, as names with values and as tables of text: one shape, so that a page or a
 * report shows a finding without knowing its checker.
 */
import { formatJson } from '../../base/edn';
import type { Json } from '../../base/json';
import type { Quantile } from './quantiles';
import type { Sample } from './sample';

export interface Account {
  readonly facts: readonly Fact[];
  readonly tables: readonly FactTable[];
}

export interface Fact {
  readonly name: string;
  readonly value: string;
}

export interface FactTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly FactCell[])[];
  /** What the rows leave out, in words. */
  readonly elided?: string;
}

/** A text, or what is said of an operation, which a page leads to; `operation` is the index of its invocation. */
export type FactCell = string | { readonly text: string; readonly operation: number };

export function table(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly FactCell[])[],
  of: Sample<unknown> = { shown: [], total: 0 },
): FactTable {
  if (of.total <= of.shown.length) return { title, columns, rows };
  return { title, columns, rows, elided: `The first ${of.shown.length} of ${of.total} are shown.` };
}

/** A list of one table, or of none where it would have no rows. */
export function tableOfAny(...args: Parameters<typeof table>): readonly FactTable[] {
  return args[2].length > 0 ? [table(...args)] : [];
}

export function texts(...numbers: readonly number[]): readonly string[] {
  return numbers.map(String);
}

export function count(name: string, value: number): Fact {
  return { name, value: String(value) };
}

/** How many, and which. */
export function values(name: string, { shown, total }: Sample<Json>): Fact {
  if (total === 0) return { name, value: '0' };
  const more = total - shown.length;
  return { name, value: `${total}: ${shown.map(formatJson).join(', ')}${more === 0 ? '' : ` and ${more} more`}` };
}

export function spread(name: string, quantiles: readonly Quantile[]): readonly Fact[] {
  if (quantiles.length === 0) return [];
  const parts = quantiles.map(({ quantile, value }) => `${quantileName(quantile)} ${milliseconds(value)}`);
  return [{ name, value: parts.join(', ') }];
}

function quantileName(quantile: number): string {
  if (quantile === 0) return 'least';
  return quantile === 1 ? 'most' : `${quantile * 100} %`;
}

/** To a microsecond; the nanosecond by which a latency outlasts its read is for comparing. */
export function milliseconds(value: number): string {
  return `${Number(value.toFixed(3))} ms`;
}

/** Nanoseconds since the start of the test. */
export function seconds(nanos: number): string {
  return `${(nanos / 1e9).toFixed(1)} s`;
}
