/** What a bar says: the operation in the fewest letters, `r 4`, `w 3`, `c 1→4`, as the field writes on whiteboards. */
import { formatJson } from '../base/edn';
import { isJsonArray, type Json } from '../base/json';
import type { Operation } from '../history/operations';

export function shortLabel(operation: Operation): string {
  const { invocation, completion } = operation;
  const letter = invocation.f.slice(0, 1);
  if (invocation.f === 'read') return completion?.type === 'ok' ? `${letter} ${formatJson(completion.value)}` : letter;
  return `${letter} ${formatArgument(invocation.value)}`;
}

/** What the operation asked for and got, for a table: `read → 4`, `write 3`, `cas 1→4`. */
export function longLabel(operation: Operation): string {
  const { invocation, completion } = operation;
  if (invocation.f !== 'read') return `${invocation.f} ${formatArgument(invocation.value)}`;
  return completion?.type === 'ok' ? `read → ${formatJson(completion.value)}` : 'read';
}

/** Why it did not succeed: our own short names as they are, what a system said as data. */
export function errorLabel(error: Json): string {
  return typeof error === 'string' ? error : formatJson(error);
}

function formatArgument(value: Json): string {
  if (value !== null && isJsonArray(value) && value.length === 2)
    return value.map((item) => formatJson(item)).join('→');
  return formatJson(value);
}
