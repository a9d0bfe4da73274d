/** Which of the formats a text is in, told from its beginning: names of files tell nothing. */
import { splitOpLine } from './op-line';

export const historyFormats = ['jsonl', 'edn', 'text'] as const;

export type HistoryFormat = (typeof historyFormats)[number];

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
    problem: 'it is a store file of Jepsen; hand in the history.edn of the same directory',
  },
  {
    is: (beginning) => /^\s*<(!doctype|html|\?xml)/i.test(beginning),
    problem: 'it is a web page; hand in the history itself',
  },
  {
    is: (beginning) => /^\s*\[\s*\{\s*"/.test(beginning),
    problem: 'it is one JSON array; write one op a line: jq -c ".[]" <file> | clew check -',
  },
  {
    is: (beginning) => beginning.includes('\u0000'),
    problem: 'it is no text; a history is JSON lines, EDN or the lines of a log',
  },
];

/**
 * Looks for the first line that is an op in one of the formats; a log may begin with much else, so where there is none
 * yet it is text.
 *
 * @returns the format, or why it can be none of them
 */
export function detectFormat(beginning: string): { readonly format: HistoryFormat } | { readonly problem: string } {
  const problem = others.find(({ is }) => is(beginning))?.problem;
  if (problem !== undefined) return { problem };
  for (const line of beginning.split('\n')) {
    const format = formatOfLine(line);
    if (format !== undefined) return { format };
  }
  return { format: 'text' };
}

function formatOfLine(line: string): HistoryFormat | undefined {
  if (/^\s*\{\s*"/.test(line)) return 'jsonl';
  if (/^\s*[[(]?\s*(\{\s*:|#jepsen)/.test(line) || /^\s*\[\s*[\];]?\s*$/.test(line)) return 'edn';
  return splitOpLine(line) === undefined ? undefined : 'text';
}
