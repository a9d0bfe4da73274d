/**
 * What a bar says: the operation in the fewest letters, `r 4`, `w 3`, `c 1→4`, as the field writes on whiteboards. Of one
 * key among many, whose values are `[key value]`, the key stands before a colon: `r 7: 4`.
 */
import { formatJson } from '../../base/edn';
import { isJsonArray, type Json } from '../../base/json';
import { pairOf } from '../../history/independent';
import type { Operation } from '../../history/operations';

/** Beside the first letter, where that says too little. */
const shortNames: Readonly<Record<string, string>> = { acquire: 'acq', release: 'rel' };

export function shortLabel(operation: Operation): string {
  const { f } = operation.invocation;
  return [shortNames[f] ?? f.slice(0, 1), ...keyWords(operation), ...argumentWords(operation, shownShort)].join(' ');
}

/** What the operation asked for and got, for a table: `read → 4`, `write 3`, `cas 1→4`. */
export function longLabel(operation: Operation): string {
  const { f } = operation.invocation;
  const words = argumentWords(operation, shownLong);
  const arrow = f === 'read' && words.length > 0 ? ['→'] : [];
  return [f, ...keyWords(operation), ...arrow, ...words].join(' ');
}

/** Why it did not succeed: our own short names as they are, what a system said as data. */
export function errorLabel(error: Json): string {
  return typeof error === 'string' ? error : formatJson(error);
}

/** The key that the operation is on, where there are many. A cas has a pair for its value in any case. */
export function keyOfOperation({ invocation: { f, value } }: Operation): Json | undefined {
  const pair = pairOf(value);
  if (!pair || (f === 'cas' && !pairOf(pair[1]))) return undefined;
  return pair[0];
}

/** Of a longer list the first few, the last and their number are shown. */
const shownShort = 3;
const shownLong = 8;

function keyWords(operation: Operation): readonly string[] {
  const key = keyOfOperation(operation);
  return key === undefined ? [] : [`${formatJson(key)}:`];
}

/** Nothing for a read that was not answered, and for an operation that takes nothing. */
function argumentWords(operation: Operation, shown: number): readonly string[] {
  const { invocation, completion } = operation;
  const isRead = invocation.f === 'read';
  if (isRead && completion?.type !== 'ok') return [];
  const carried = isRead ? (completion?.value ?? null) : invocation.value;
  const value = keyOfOperation(operation) === undefined ? carried : (pairOf(carried)?.[1] ?? null);
  if (value === null && !isRead) return [];
  return [isRead ? listText(value, shown) : argumentText(value)];
}

function argumentText(value: Json): string {
  return (
    pairOf(value)
      ?.map((item) => formatJson(item))
      .join('→') ?? formatJson(value)
  );
}

function listText(value: Json, shown: number): string {
  if (value === null || !isJsonArray(value) || value.length <= shown) return formatJson(value);
  const first = value.slice(0, shown - 1).map((item) => formatJson(item));
  return `[${first.join(' ')} … ${formatJson(value.at(-1) ?? null)}] (${value.length})`;
}
