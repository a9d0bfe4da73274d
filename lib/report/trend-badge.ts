/** What came of the newest run of a plan, as a small picture for a README: its verdict, and how often one was found. */
import { escapeMarkup } from '../base/markup';
import type { OutcomeName } from '../protocol/run';
import type { Trend } from '../protocol/trend';
import { outcomeWords } from './experiment-words';
import { systemTitle } from './run-words';
import { foundInAll } from './trend-words';

/** White letters hold 4.5:1 on each of these. */
const grey = '#59636e';
const colours: Readonly<Record<OutcomeName, string>> = {
  valid: '#16753a',
  weak: '#16753a',
  invalid: '#c0202f',
  unknown: '#8a5a00',
  error: grey,
  aborted: grey,
};

const height = 20;
const padding = 6;
/** Of a letter of the font below; where another one is there, `textLength` holds the letters to it. */
const letterPx = 6.1;
const maxLetters = 40;

/** @param trend with its newest run */
export function trendBadge({ plan, runs, versions }: Trend): string {
  const [newest] = runs;
  const label = clip(plan ? systemTitle({ plan, systemVersion: newest?.version }) : 'Clew');
  const { found, decided } = foundInAll(versions);
  const verdict = newest ? outcomeWords[newest.outcome] : 'no run yet';
  const value = found === 0 ? verdict : `${verdict} · violations in ${found} of ${decided}`;
  const [left, right] = [widthOf(label), widthOf(value)];
  const title = escapeMarkup(`${label}: ${value}`);
  const text = (words: string, from: number, width: number) =>
    `<text x="${from + padding}" y="14" textLength="${width - 2 * padding}" lengthAdjust="spacingAndGlyphs">${escapeMarkup(words)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="${height}" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<rect width="${left + right}" height="${height}" rx="3" fill="#2b3138"/>`,
    `<path d="M${left} 0h${right - 3}a3 3 0 0 1 3 3v${height - 6}a3 3 0 0 1 -3 3h-${right - 3}z" fill="${newest ? colours[newest.outcome] : grey}"/>`,
    `<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">${text(label, 0, left)}${text(value, left, right)}</g>`,
    '</svg>',
    '',
  ].join('\n');
}

function clip(text: string): string {
  return text.length <= maxLetters ? text : `${text.slice(0, maxLetters - 1)}…`;
}

function widthOf(text: string): number {
  return Math.round(text.length * letterPx) + 2 * padding;
}
