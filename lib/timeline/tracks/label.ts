/**
 * What a bar says: the operation in the fewest letters, `r 4`, `w 3`, `c 1→4`, as the field writes on whiteboards. Of one
 * key among many the key stands before a colon: `r 7: 4`.
 */
import { plainText } from '../../base/plain';
import { descriptionOf, type OperationTable, shownValue, valueText } from '../../history/operation-table';
import type { Operation } from '../../history/operations';

export function shortLabel(table: OperationTable, operation: Operation): string {
  const { letters } = descriptionOf(table, operation.invocation.f);
  return [letters, ...keyWords(operation), ...valueWords(table, operation, shownShort)].join(' ');
}

/** Of a label as much as stands in a circle: `r [0, …`. The rest is said beside it. */
export function clippedLabel(label: string): string {
  return label.length <= maxCircleLetters ? label : `${label.slice(0, maxCircleLetters - 1).trimEnd()}…`;
}

const maxCircleLetters = 6;

/** What the operation asked for and got, for a table: `read → 4`, `write 3`, `cas 1→4`. */
export function longLabel(table: OperationTable, operation: Operation): string {
  const { f } = operation.invocation;
  const isAnswer = shownValue(table, operation)?.isAnswer === true;
  return [f, ...keyWords(operation), ...(isAnswer ? ['→'] : []), ...valueWords(table, operation, shownLong)].join(' ');
}

/** Of a longer list the first few, the last and their number are shown. */
const shownShort = 3;
const shownLong = 8;

function keyWords({ invocation: { key } }: Operation): readonly string[] {
  return key === undefined ? [] : [`${plainText(key)}:`];
}

function valueWords(table: OperationTable, operation: Operation, maxItems: number): readonly string[] {
  const shown = shownValue(table, operation);
  return shown ? [valueText(table, operation.invocation.f, shown.value, maxItems)] : [];
}
