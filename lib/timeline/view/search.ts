/**
 * Finds operations by what a person would type: words that must all fit, each anywhere or in the field it names.
 *
 *     read 4                 a read with a 4 in it, as its value, its process or its index
 *     cas fail node:n1       failed cas at n1
 *     client:2               everything that client 2 did, whatever process it was
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
import { clientOf } from '../tracks/scene';

/** A field of an operation as text; several where invocation and completion differ. */
type Field = (operation: Operation, node: string, client: number) => readonly string[];

const fields: Readonly<Record<string, Field>> = {
  f: ({ invocation }) => [invocation.f],
  value: ({ invocation, completion }) => [
    ...valueTexts(invocation.value),
    ...(completion?.type === 'ok' ? valueTexts(completion.value) : []),
  ],
  key: ({ invocation: { key } }) => (key === undefined ? [] : [formatJson(key)]),
  type: (operation) => [barOutcome(operation)],
  client: (_, __, client) => [String(client)],
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

/** The names before a colon that name no field; of these a search finds nothing, which would look like an answer. */
export function unknownFields(query: string): readonly string[] {
  const named = query
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .flatMap((word) => /^([a-z]+):/.exec(word)?.[1] ?? []);
  return named.filter((name) => !Object.hasOwn(fields, name));
}

export type OperationSearch = (operation: Operation, node: string, client: number) => boolean;

/** Undefined for a query without words, which finds nothing. Letters may be large or small. */
export function operationSearch(query: string): OperationSearch | undefined {
  const terms = query.trim().toLowerCase().split(/\s+/).filter(Boolean).map(termOf);
  if (terms.length === 0) return undefined;
  return (operation, node, client) => terms.every((term) => term(operation, node, client));
}

function termOf(word: string): OperationSearch {
  const colon = word.indexOf(':');
  const name = word.slice(0, Math.max(0, colon));
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  // While a person has only typed `node:`, everything still fits.
  if (field) return fitsField(field, word.slice(colon + 1));
  // A number that is meant for a client names the field: a bare one would find all that it did.
  const anywhere = Object.entries(fields).flatMap(([name, each]) => (name === 'client' ? [] : [fitsField(each, word)]));
  return (operation, node, client) => anywhere.some((fits) => fits(operation, node, client));
}

/** Numbers fit whole, so that 1 does not find 131; words fit from their beginning. */
function fitsField(field: Field, wanted: string): OperationSearch {
  const isNumber = /^-?\d+$/.test(wanted);
  return (operation, node, client) =>
    field(operation, node, client).some((text) => (isNumber ? text === wanted : text.toLowerCase().startsWith(wanted)));
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
const maxFound = 10_000;

/**
 * One search in a run that may grow. What is completed does not change: an operation is looked at again only as long as it,
 * or one before it, is open. A class because it lives as long as the words stand there.
 */
export class Finding {
  readonly #search: OperationSearch;
  readonly #nodeOf: (operation: Operation) => string;
  readonly #clients: number;
  /** What was found among the first ones, none of which is open. */
  readonly #settled: number[] = [];
  #settledTotal = 0;
  #settledLength = 0;

  constructor(search: OperationSearch, nodeOf: (operation: Operation) => string, clients = 1) {
    this.#search = search;
    this.#clients = clients;
    this.#nodeOf = nodeOf;
  }

  /** @param operations the same, or grown */
  in(operations: OperationColumns): Found {
    const open: number[] = [];
    for (let place = this.#settledLength; place < operations.length; place++) {
      const operation = operations.at(place);
      const fits =
        operation !== undefined &&
        this.#search(operation, this.#nodeOf(operation), clientOf(operation.invocation.process, this.#clients));
      if (this.#settledLength === place && operations.outcomeOf(place) !== 'open') {
        this.#settledLength++;
        if (!fits) continue;
        this.#settledTotal++;
        if (this.#settled.length < maxFound) this.#settled.push(place);
      } else if (fits) open.push(place);
    }
    return { places: [...this.#settled, ...open].slice(0, maxFound), total: this.#settledTotal + open.length };
  }
}

/** The found place that follows, or comes before, a place; round and round. */
export function stepFound(found: Found, from: number | undefined, step: 1 | -1): number | undefined {
  const { places } = found;
  if (from === undefined) return step > 0 ? places[0] : places.at(-1);
  const next = step > 0 ? places.find((place) => place > from) : places.findLast((place) => place < from);
  return next ?? (step > 0 ? places[0] : places.at(-1));
}
