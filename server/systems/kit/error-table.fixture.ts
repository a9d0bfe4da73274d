/** What every error table is held to, against errors that were recorded from the system itself. */
import { expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { ErrorRow, ErrorVerdict } from './error-table';

export interface RecordedError<Trouble> {
  readonly title: string;
  readonly trouble: Trouble;
  readonly name: string;
  readonly isDefinite: boolean;
  readonly error: Json;
}

interface ErrorTableCase<Trouble> {
  readonly errorTable: readonly ErrorRow<Trouble>[];
  readonly classify: (trouble: Trouble) => ErrorVerdict;
  readonly recorded: readonly RecordedError<Trouble>[];
  /** The names of the rows, and no others, that call an error definite. */
  readonly definite: readonly string[];
  /** What no row may know. */
  readonly unclassified: readonly { readonly title: string; readonly trouble: Trouble }[];
}

export function testErrorTable<Trouble>(table: ErrorTableCase<Trouble>): void {
  const { errorTable, classify, recorded, definite, unclassified } = table;

  it.each(recorded)('$title is $name', ({ trouble, name, isDefinite, error }) => {
    expect(classify(trouble)).toEqual({ name, isDefinite, error });
  });

  it('has no row without a recorded error', () => {
    const met = recorded.map(({ trouble }) => errorTable.findIndex((row) => row.matches(trouble)));
    expect(errorTable.map((_row, i) => i).filter((i) => !met.includes(i))).toEqual([]);
  });

  it('calls an error definite in these rows only', () => {
    expect(errorTable.filter((row) => row.isDefinite).map((row) => row.name)).toEqual(definite);
  });

  it.each(unclassified)('$title is indefinite', ({ trouble }) => {
    expect(classify(trouble)).toMatchObject({ name: 'unclassified', isDefinite: false });
  });
}
