/** The checks of every error table, against errors recorded from the real system. */
import { expect, it } from 'vitest';
import type { Json } from '@/lib/base/json';
import type { ErrorRow, ErrorVerdict } from './error-table';

export interface RecordedError<RequestError> {
  readonly title: string;
  readonly requestError: RequestError;
  readonly name: string;
  readonly isDefinite: boolean;
  readonly error: Json;
}

interface ErrorTableCase<RequestError> {
  readonly errorTable: readonly ErrorRow<RequestError>[];
  readonly classify: (requestError: RequestError) => ErrorVerdict;
  readonly recorded: readonly RecordedError<RequestError>[];
  /** The names of exactly the rows that are definite. */
  readonly definite: readonly string[];
  /** Errors that no row may match. */
  readonly unclassified: readonly { readonly title: string; readonly requestError: RequestError }[];
}

export function testErrorTable<RequestError>(table: ErrorTableCase<RequestError>): void {
  const { errorTable, classify, recorded, definite, unclassified } = table;

  it.each(recorded)('$title is $name', ({ requestError, name, isDefinite, error }) => {
    expect(classify(requestError)).toEqual({ name, isDefinite, error });
  });

  it('has no row without a recorded error', () => {
    const met = recorded.map(({ requestError }) => errorTable.findIndex((row) => row.matches(requestError)));
    expect(errorTable.map((_row, i) => i).filter((i) => !met.includes(i))).toEqual([]);
  });

  it('calls an error definite in these rows only', () => {
    expect(errorTable.filter((row) => row.isDefinite).map((row) => row.name)).toEqual(definite);
  });

  it.each(unclassified)('$title is indefinite', ({ requestError }) => {
    expect(classify(requestError)).toMatchObject({ name: 'unclassified', isDefinite: false });
  });
}
