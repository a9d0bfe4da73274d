/** The smallest contradiction in characters, to paste into an issue, and in words, for those who do not see pictures. */
import { formatTime } from '../base/words';
import {
  type Contradiction,
  type ContradictionBar,
  type ContradictionFault,
  roomyMoments,
  spreadMoments,
} from './contradiction';

/** Characters that frame a label, `├── ` and ` ──┤`. */
const frameWidth = 8;
const gap = 2;
const exactSpanNanos = 1e9;

/**
 * For a monospaced face:
 *
 *     nemesis        ── cut n2 n3 | n1 ───────────────────────────
 *     client 1 · n2  ├╌╌ w 1 ╌╌┤
 *     client 2 · n3              ├── w 4 ──┤
 *     client 0 · n1                          ├── r 1 ──┤ ✗ can't read 1 from register 4
 *                    1.000 s     1.200 s             1.600 s
 *
 * Dashes mark what is there only to say where a value came from; a bar without an end never completed.
 */
export function contradictionText(contradiction: Contradiction): string {
  const { rows, bars, faults, moments, messages, leftOut } = contradiction;
  const places = spreadMoments(contradiction, gap, ({ label }) => label.length + frameWidth);
  const names = rows.map(({ client, node }) => `client ${client} · ${node}`);
  const margin = Math.max(faults.length > 0 ? 'nemesis'.length : 0, ...names.map((name) => name.length)) + gap;
  const line = (name: string, pieces: readonly Piece[]) => `${name.padEnd(margin)}${joined(pieces)}`;
  const stretch = ({ from, to }: ContradictionBar | ContradictionFault) => {
    return { at: places[from] as number, width: (places[to] as number) - (places[from] as number) };
  };
  return [
    ...faults.map((fault) => line('nemesis', [faultPiece(fault, stretch(fault))])),
    ...names.map((name, row) => {
      const own = bars.filter((bar) => bar.row === row);
      return line(
        name,
        own.map((bar) => barPiece(bar, stretch(bar), messages)),
      );
    }),
    line('', timePieces(places, moments)),
    ...(leftOut > 0 ? [`and ${leftOut} before these`] : []),
  ].join('\n');
}

/** `n3: c 1→4 from 11.880 s to 11.930 s; n1: r 1 …, which cannot be: can't read 1 from register 4` */
export function contradictionWords({ rows, bars, faults, moments, messages, leftOut }: Contradiction): string {
  const time = (place: number) => formatTime(moments[place] ?? 0, exactSpanNanos);
  const spoken = bars.map(({ row, label, from, to, part, isOpen }) => {
    const { client, node } = rows[row] ?? {};
    const until = isOpen ? ', never completed' : ` to ${time(to)}`;
    const note = part === 'refused' ? ', which cannot be' : part === 'context' ? ', as context' : '';
    return `client ${client} on ${node}, ${label}, ${time(from)}${until}${note}`;
  });
  const cuts = faults.map(({ label }) => label);
  const before = leftOut > 0 ? [`${leftOut} before these are not shown`] : [];
  return [...cuts, ...spoken, ...messages, ...before].join('; ');
}

interface Piece {
  readonly at: number;
  readonly text: string;
}

/** Pieces that would touch are parted by a blank. */
function joined(pieces: readonly Piece[]): string {
  let text = '';
  for (const piece of pieces) text = `${text.padEnd(piece.at)}${piece.text}`;
  return text;
}

interface Room {
  readonly at: number;
  readonly width: number;
}

function barPiece({ label, part, isOpen }: ContradictionBar, { at, width }: Room, messages: readonly string[]): Piece {
  const dash = part === 'context' ? '╌' : '─';
  const spare = dash.repeat(width - label.length - frameWidth);
  const text = `├${dash}${dash} ${label} ${dash}${dash}${spare}${isOpen ? `${dash} ?` : '┤'}`;
  return { at, text: part === 'refused' ? `${text} ✗ ${messages.join(' / ')}`.trimEnd() : text };
}

function faultPiece({ label, hasStart, hasEnd }: ContradictionFault, { at, width }: Room): Piece {
  const spare = '─'.repeat(width - label.length - frameWidth);
  return { at, text: `${hasStart ? '├' : '─'}── ${label} ──${spare}${hasEnd ? '┤' : '─'}` };
}

/** A label begins at its moment; the last one ends there. */
function timePieces(places: readonly number[], moments: readonly number[]): readonly Piece[] {
  const labels = moments.map((time) => formatTime(time, exactSpanNanos));
  const widest = Math.max(...labels.map((label) => label.length));
  return roomyMoments(places, widest + gap).map((moment) => {
    const [label, place] = [labels[moment] ?? '', places[moment] as number];
    return { at: moment === moments.length - 1 ? Math.max(0, place - label.length) : place, text: label };
  });
}
