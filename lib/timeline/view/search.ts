/**
 * Finds operations by what a person would type: words that must all fit, each anywhere or in the field it names.
 *
 *     read 4                 a read with a 4 in it, as its value, its process or its index
 *     cas fail node:n1       failed cas at n1
 *     process:12             everything that process 12 did
 *     value:1→4              a cas from 1 to 4
 *     key:7                  everything on key 7 of many
 *     index:131              the operation whose invocation or completion is op 131
 */
import { formatJson } from '../../base/edn';
import { isJsonArray, type Json } from '../../base/json';
import type { OperationColumns } from '../../history/operation-columns';
import type { Operation } from '../../history/operations';
import { barOutcome } from '../tracks/bars';

/** A field of an operation as text; several where invocation and completion differ. */
type Field = (operation: Operation, node: string) => readonly string[];

const fields: Readonly<Record<string, Field>> = {
  f: ({ invocation }) => [invocation.f],
  value: ({ invocation, completion }) => [
    ...valueTexts(invocation.value),
    ...(completion?.type === 'ok' ? valueTexts(completion.value) : []),
  ],
  key: ({ invocation: { key } }) => (key === undefined ? [] : [formatJson(key)]),
  type: (operation) => [barOutcome(operation)],
  process: ({ invocation }) => [String(invocation.process)],
  node: (_, node) => [node],
  index: ({ invocation, completion }) => [String(invocation.index), ...(completion ? [String(completion.index)] : [])],
  error: ({ completion }) =>
    completion?.error === undefined
      ? []
      : [typeof completion.error === 'string' ? completion.error : formatJson(completion.error)],
};

/** The names that may stand before a colon. */
export const searchFields: readonly string[] = Object.keys(fields);

export type OperationSearch = (operation: Operation, node: string) => boolean;

/** Undefined for a query without words, which finds nothing. Letters may be large or small. */
export function operationSearch(query: string): OperationSearch | undefined {
  const terms = query.trim().toLowerCase().split(/\s+/).filter(Boolean).map(termOf);
  if (terms.length === 0) return undefined;
  return (operation, node) => terms.every((term) => term(operation, node));
}

function termOf(word: string): OperationSearch {
  const colon = word.indexOf(':');
  const name = word.slice(0, Math.max(0, colon));
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  // While a person has only typed `node:`, everything still fits.
  if (field) return fitsField(field, word.slice(colon + 1));
  const anywhere = Object.values(fields).map((each) => fitsField(each, word));
  return (operation, node) => anywhere.some((fits) => fits(operation, node));
}

/** Numbers fit whole, so that 1 does not find 131; words fit from their beginning. */
function fitsField(field: Field, wanted: string): OperationSearch {
  const isNumber = /^-?\d+$/.test(wanted);
  return (operation, node) =>
    field(operation, node).some((text) => (isNumber ? text === wanted : text.toLowerCase().startsWith(wanted)));
}

/** `4`; for a pair `1→4`, `[1 4]`, and its parts, down to the innermost. */
function valueTexts(value: Json): readonly string[] {
  if (value === null || !isJsonArray(value)) return [formatJson(value)];
  const parts = value.map((part) => formatJson(part));
  return [parts.join('→'), parts.join('->'), formatJson(value), ...value.flatMap(valueTexts)];
}

export interface Found {
  /** Places in the operations, in order; the first `most` of them. */
  readonly places: readonly number[];
  /** How many there are in all. */
  readonly total: number;
}

/** More hits than a person steps through. */
const mostFound = 10_000;

/**
 * One search in a run that may grow. What is completed does not change: an operation is looked at again only as long as it,
 * or one before it, is open. A class because it lives as long as the words stand there.
 */
export class Finding {
  readonly #search: OperationSearch;
  readonly #nodeOf: (operation: Operation) => string;
  /** What was found among the first ones, none of which is open. */
  readonly #settled: number[] = [];
  #settledTotal = 0;
  #settledLength = 0;

  constructor(search: OperationSearch, nodeOf: (operation: Operation) => string) {
    this.#search = search;
    this.#nodeOf = nodeOf;
  }

  /** @param operations the same, or grown */
  in(operations: OperationColumns): Found {
    const open: number[] = [];
    for (let place = this.#settledLength; place < operations.length; place++) {
      const operation = operations.at(place);
      const fits = operation !== undefined && this.#search(operation, this.#nodeOf(operation));
      if (this.#settledLength === place && operations.outcomeOf(place) !== 'open') {
        this.#settledLength++;
        if (!fits) continue;
        this.#settledTotal++;
        if (this.#settled.length < mostFound) this.#settled.push(place);
      } else if (fits) open.push(place);
    }
    return { places: [...this.#settled, ...open].slice(0, mostFound), total: this.#settledTotal + open.length };
  }
}

/** The found place that follows, or comes before, a place; round and round. */
export function stepFound(found: Found, from: number | undefined, step: 1 | -1): number | undefined {
  const { places } = found;
  if (from === undefined) return step > 0 ? places[0] : places.at(-1);
  const next = step > 0 ? places.find((place) => place > from) : places.findLast((place) => place < from);
  return next ?? (step > 0 ? places[0] : places.at(-1));
}
