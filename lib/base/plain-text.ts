/**
 * Text from outside: of plans, of nodes and their logs, of files. No database and no UTF-8 takes NUL and halves of surrogate
 * pairs, control characters move a terminal's cursor, and direction controls show text in another order than it has. What a
 * person sends with one is refused; what a node printed is kept with a sign in its place.
 *
 *     "bad\0thing"  →  "bad␀thing"
 *     "\ud800"      →  "�"
 */
import { isJsonArray, type Json } from './json';
import { counted } from './words';

const loneSurrogates = /\p{Surrogate}/gu;

const nul = /\0/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: what is looked for
const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Embeddings, overrides and isolates of the bidirectional algorithm (Unicode Annex 9). Scripts that run right to left need none. */
const directions = /[\u202a-\u202e\u2066-\u2069]/g;

/** Line ends that JSON and EDN take within a text. */
const lineSeparators = /[\u2028\u2029]/g;

const lineEnds = /[\n\u2028\u2029]/;

/** In characters, of a text that is not ours: longer than any sentence or line of a log that says something. */
const maxPrintedLength = 4000;

/** What can be stored: the same text where nothing in it is strange. */
export function storableText(text: string): string {
  return text.replace(nul, '␀').replace(loneSurrogates, '\ufffd');
}

/** What can be shown in a terminal; line ends and tabs stay. */
export function printableText(text: string): string {
  return text
    .replace(loneSurrogates, '\ufffd')
    .replace(directions, '\ufffd')
    .replace(controls, (sign) => signOf(sign.charCodeAt(0)));
}

/** The same value in JSON that can be shown in a terminal, where whatever ends a line ends none. @param json on one line */
export function printableJson(json: string): string {
  const escaped = (sign: string) => `\\u${hexOf(sign).toLowerCase()}`;
  return json.replace(directions, escaped).replace(controls, escaped).replace(lineSeparators, escaped);
}

/** What a node, a file or a program printed, as a part of a sentence: printable, and no longer than somebody reads. */
export function printedText(text: string, most = maxPrintedLength): string {
  if (text.length <= most) return printableText(text);
  return `${printableText(text.slice(0, most))}… (cut; ${counted(text.length, 'character')} in all)`;
}

/** The pictures of control characters stand in their order; those of the second range have none. */
function signOf(code: number): string {
  if (code === 0x7f) return '␡';
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\ufffd';
}

/** A place in a value, and what is strange there. */
export interface StrangeText {
  readonly path: string;
  /** As the end of a sentence about the field: `must not hold the control character U+0000`. */
  readonly message: string;
}

/** Names and whatever else stands in a list, a log or a title: what begins a line of its own could pass for another's. */
export function strangeLines(value: unknown): readonly StrangeText[] {
  return strangeIn(value, (text) => strangeness(text) ?? (lineEnds.test(text) ? 'must be on one line' : undefined));
}

/** The texts and keys of a value that no person writes, each once. @param value JSON of any depth */
export function strangeTexts(value: unknown): readonly StrangeText[] {
  return strangeIn(value, strangeness);
}

function strangeIn(value: unknown, strangeness: (text: string) => string | undefined): readonly StrangeText[] {
  const found: StrangeText[] = [];
  const waiting: { readonly path: string; readonly value: unknown }[] = [{ path: '', value }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path } = next;
    const place = (key: string | number) => (path === '' ? `${key}` : `${path}.${key}`);
    const inside = next.value as Json | undefined;
    if (typeof inside === 'string') {
      const message = strangeness(inside);
      if (message) found.push({ path, message });
    } else if (inside !== null && typeof inside === 'object') {
      const entries = isJsonArray(inside) ? [...inside.entries()] : Object.entries(inside);
      for (const [key, part] of entries) {
        const message = typeof key === 'string' ? strangeness(key) : undefined;
        if (message) found.push({ path: place(printableText(`${key}`)), message });
        waiting.push({ path: place(typeof key === 'string' ? printableText(key) : key), value: part });
      }
    }
  }
  return found.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function strangeness(text: string): string | undefined {
  if (text.search(loneSurrogates) >= 0) return 'must not hold half of a surrogate pair';
  const [sign] = text.match(controls) ?? text.match(directions) ?? [];
  return sign === undefined ? undefined : `must not hold the control character U+${hexOf(sign)}`;
}

function hexOf(sign: string): string {
  return sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}
