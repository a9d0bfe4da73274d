/** Which of the formats a text is in, told from its beginning: names of files tell nothing. */
import { EdnError, EdnReader } from '../base/edn-reader';
import { isJsonArray } from '../base/json';
import type { HistoryFormat } from './history-format';
import { splitOpLine } from './op-line';

/** What people hand in by mistake, told from its beginning, and what to hand in instead. */
const others: readonly { readonly is: (beginning: string) => boolean; readonly problem: string }[] = [
  {
    is: (beginning) => beginning.startsWith('\u001f\u008b') || beginning.startsWith('\u001f\ufffd'),
    problem: 'it is compressed with gzip; hand in what is inside: gunzip -c <file> | clew check -',
  },
  {
    is: (beginning) => beginning.startsWith('PK\u0003\u0004'),
    problem: 'it is a zip archive; hand in the history that is inside',
  },
  {
    is: (beginning) => beginning.startsWith('JEPSEN'),
    problem: 'it is a store file of Jepsen (test.jepsen); hand in the history.edn of the same directory',
  },
  {
    is: (beginning) => /^\s*[{(]?\s*:valid\?/.test(beginning),
    problem: 'it is what a checker of Jepsen found (results.edn); hand in the history.edn of the same directory',
  },
  {
    is: (beginning) => /^\s*<(!doctype|html|\?xml)/i.test(beginning),
    problem: 'it is a web page; hand in the history itself',
  },
  {
    is: (beginning) => beginning.includes('\u0000'),
    problem: 'it is no text; a history is JSON lines, EDN or the lines of a log',
  },
];

/**
 * JSON and EDN begin with an op, or with a bracket around all of them; all else is text, in which ops stand among lines of
 * any kind. A log may hold maps too, as that of a test, so lines further below tell nothing.
 *
 * @returns the format, or why it can be none of them
 */
export function detectFormat(beginning: string): { readonly format: HistoryFormat } | { readonly problem: string } {
  const problem = others.find(({ is }) => is(beginning))?.problem;
  if (problem !== undefined) return { problem };
  const text = beginning.replace(/^(\s*(;.*)?\n)*\s*/, '');
  if (isJson.test(text)) return { format: isOneLineEach(text) ? 'jsonl' : 'json' };
  // Comments alone are an EDN of nothing.
  return { format: text === '' || (isEdn.test(text) && !isDumpInLog(text)) ? 'edn' : 'text' };
}

/** An object; an array of objects or arrays; an op that is an array. */
const isJson = /^(\{\s*["}]|\[\s*(\{\s*["}]|\[\s*("|\d+\s*,\s*")|\d+\s*,\s*"|":?nemesis"))/;

/** A map, a record, metadata; a bracket around ops or around nothing; an op that is a vector. */
const isEdn =
  /^'?(\{|\^[{:"\w]|#(_|!|\{|\^|:|[A-Za-z][\w.$/-]*\s*[{[(])|[[(]\s*([[({#^;\])]|(\d+|:nemesis)[\s,]+:(invoke|ok|fail|info)\b|$))/;

function isOneLineEach(text: string): boolean {
  const end = text.indexOf('\n');
  const line = end < 0 ? text : text.slice(0, end);
  if (/^\[\s*[[{]/.test(line)) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Whether a map that is no op stands before lines that are. */
function isDumpInLog(text: string): boolean {
  if (!text.split('\n').some((line) => splitOpLine(line) !== undefined)) return false;
  try {
    const value = new EdnReader(text, 0, true).value();
    const first = value !== null && isJsonArray(value) ? (value[0] ?? null) : value;
    // An op that is a vector begins with its process.
    return (
      typeof first === 'object' && first !== null && !('type' in first && 'process' in first) && !isJsonArray(first)
    );
  } catch (error) {
    if (error instanceof EdnError) return true;
    throw error;
  }
}
