/** Values as a page shows them: `null`, `[1, 4]`, `{value: 4}`. What leaves for a report or a file is EDN, see `edn.ts`. */
import { isKeyword, quotedText } from './edn';
import { setItemsOf, spelling, tagOf } from './edn-form';
import { isJsonArray, type Json } from './json';
import { printableText } from './plain-text';

export function plainText(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return isKeyword(value) ? printableText(bareKeyword(value)) : quotedText(value);
  if (typeof value !== 'object') return String(value);
  if (isJsonArray(value)) return `[${value.map(plainText).join(', ')}]`;
  return formText(value) ?? `{${Object.entries(value).map(pairText).join(', ')}}`;
}

/** Of what JSON has no form for. */
function formText(value: Json): string | undefined {
  const text = spelling(value);
  if (text !== undefined) return text;
  const items = setItemsOf(value);
  if (items) return `{${items.map(plainText).join(', ')}}`;
  const inner = tagOf(value);
  return inner && `${inner.tag} ${plainText(inner.value)}`;
}

function pairText([key, item]: readonly [string, Json]): string {
  return `${printableText(key.replace(/^['"]|"$/g, ''))}: ${plainText(item)}`;
}

/** `:timed-out` → `timed-out` */
export function bareKeyword(text: string): string {
  return isKeyword(text) ? text.replace(/^::?/, '') : text;
}
