import { AssertionError } from '@/lib/base/assert';
import { isJsonArray, type Json } from '@/lib/base/json';

/** What a cas expects, and what it puts in its place. @throws AssertionError when the value is no such pair */
export function casArguments(value: Json): readonly [Json, Json] {
  if (isJsonArray(value) && value.length === 2) return [value[0] as Json, value[1] as Json];
  throw new AssertionError(`a cas takes [expected, new], not ${JSON.stringify(value)}`);
}
