/**
 * Who believes that it leads, as draw commands: a lane a node below the operations.
 *
 *     leaders              two leaders 2.1 s
 *     n1      ♛ term 1━━━━━━━━━━━━━━━━━━━━━━━━╸┄┄┄┄┄┄┄┄────────
 *     n3      ────────────♛ term 2━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
 *     n4      ────────────────────────▚▚▚▚▚▚▚▚▚▚▚▚▚▚▚▚▚────────
 */

import { type Box, type DrawCommand, textWidth } from '../../draw/draw-list';
import { addStretch, type BeliefBar, behindStretches, beliefBars, type Stretch, within } from './belief-bars';
import type { NodeRow } from './layout';
import { mostWords, rivalryWords } from './leaders';
import type { Scene } from './scene';

/** A leader's bar holds letters; below it there is room for the dots of an old index. */
const barTopPx = 1;
const barHeightPx = 13;
const dotsPx = 2;
const crown = { width: 11, height: 8 };
const gapPx = 4;
/** A crown and a term stand within this much of a bar's beginning. */
const termRoomPx = 76;
const bandOpacity = 0.2;
const behindLabel = 'old index';

export function drawBeliefs(scene: Scene): DrawCommand[] {
  const { nodeRows, width, axisTop } = scene.layout;
  if (nodeRows.length === 0) return [];
  return [
    ...drawRivalries(scene),
    ...nodeRows.flatMap((row) => drawNode(scene, row)),
    { kind: 'stroke', ink: 'line', x1: 0, y1: axisTop - 0.5, x2: width, y2: axisTop - 0.5, lineWidth: 1 },
  ];
}

/** The names at the left, over the lanes. */
export function drawBeliefNames({ layout }: Scene, x: number): DrawCommand[] {
  const [first] = layout.nodeRows;
  if (!first) return [];
  const y = (layout.leadersTop + first.top) / 2;
  return [
    { kind: 'text', ink: 'muted', x, y, text: 'leaders', align: 'left' },
    ...layout.nodeRows.map(
      (row): DrawCommand => ({ kind: 'text', ink: 'ink', x, y: middleOf(row), text: row.node, align: 'left' }),
    ),
  ];
}

/** A band through all lanes for as long as more than one node leads, with the longest words that fit above. */
function drawRivalries({ beliefs, scale, layout, lastNanos }: Scene): DrawCommand[] {
  const bands: Stretch[] = [];
  const labels: DrawCommand[] = [];
  const y = layout.leadersTop;
  let free = scale.left;
  for (const rivalry of beliefs.rivalries) {
    const band = within(scale, rivalry.start, rivalry.end ?? lastNanos);
    if (!band) continue;
    addStretch(bands, band);
    for (const text of [rivalryWords(rivalry, lastNanos), mostWords(rivalry.most), String(rivalry.most)]) {
      const x = Math.min(band.x, scale.right - textWidth(text));
      if (x < free) continue;
      const place = { x, y: y + (layout.nodeRows[0]?.top ?? y) / 2 - y / 2 };
      labels.push({ kind: 'text', ink: 'accent', ...place, text, align: 'left', isBold: true });
      free = x + textWidth(text) + gapPx;
      break;
    }
  }
  const height = layout.axisTop - y;
  return [
    ...bands.map((band): DrawCommand => ({ kind: 'fill', ink: 'accent', opacity: bandOpacity, y, height, ...band })),
    ...labels,
  ];
}

function drawNode(scene: Scene, row: NodeRow): DrawCommand[] {
  const known = scene.beliefs.nodes.get(row.node);
  if (!known) return [];
  const bars = beliefBars(known, scene.scale, scene.lastNanos);
  // A leader of a moment stands on what was before and after it.
  const ordered = [...bars].sort((a, b) => Number(a.kind === 'leads') - Number(b.kind === 'leads'));
  return [
    ...ordered.flatMap((bar) => drawBar(row, bar)),
    ...behindStretches(known, scene.scale, scene.lastNanos).flatMap((stretch) => drawBehind(row, stretch, bars)),
  ];
}

function drawBar(row: NodeRow, bar: BeliefBar): DrawCommand[] {
  const box: Box = { x: bar.x, y: row.top + barTopPx, width: bar.width, height: barHeightPx };
  if (bar.kind === 'unreachable') return [{ kind: 'hatch', ink: 'muted', opacity: 0.7, ...box }];
  if (bar.kind === 'leads') return [{ kind: 'fill', ink: 'ink', ...box }, ...drawReign(row, bar)];
  const y = middleOf(row);
  const label = bar.isNewTerm ? termLabel(bar, bar.width - 2 * gapPx) : undefined;
  const x1 = bar.x + (label === undefined ? 0 : textWidth(label) + gapPx);
  return [
    ...(label === undefined ? [] : [text('muted', bar.x, y, label)]),
    {
      kind: 'stroke',
      ink: 'muted',
      x1,
      y1: y,
      x2: bar.x + bar.width,
      y2: y,
      lineWidth: 1,
      ...(bar.kind === 'leaderless' ? { dash: [3, 4] } : {}),
    },
  ];
}

/** The crown, and the term behind it. */
function drawReign(row: NodeRow, bar: BeliefBar): DrawCommand[] {
  if (bar.width < crown.width + 2) return [];
  const inset = Math.min(gapPx, (bar.width - crown.width) / 2);
  const y = middleOf(row);
  const termX = bar.x + inset + crown.width + gapPx;
  const label = termLabel(bar, bar.x + bar.width - gapPx - termX);
  return [
    { kind: 'crown', ink: 'raised', x: bar.x + inset, y: y - crown.height / 2, ...crown },
    ...(label === undefined ? [] : [text('raised', termX, y, label)]),
  ];
}

/** Dots below the lane, and words where a bar has room for them behind its term. */
function drawBehind(row: NodeRow, { x, width }: Stretch, bars: readonly BeliefBar[]): DrawCommand[] {
  const y = row.top + row.height - dotsPx;
  const right = x + width;
  const dots: DrawCommand = { kind: 'stroke', ink: 'ink', x1: x, y1: y, x2: right, y2: y, lineWidth: 2, dash: [2, 3] };
  const needed = textWidth(behindLabel) + gapPx;
  const leftIn = (bar: BeliefBar) => Math.max(x, bar.x + termRoomPx);
  const under = bars.find((bar) => Math.min(right, bar.x + bar.width) - leftIn(bar) > needed);
  if (!under) return [dots];
  const labelX = leftIn(under) + gapPx / 2;
  if (under.kind === 'leads') return [dots, text('raised', labelX, middleOf(row), behindLabel)];
  const box = { x: labelX - gapPx / 2, y: row.top + barTopPx, width: needed, height: barHeightPx };
  return [dots, { kind: 'fill', ink: 'raised', ...box }, text('ink', labelX, middleOf(row), behindLabel)];
}

function termLabel({ term }: BeliefBar, room: number): string | undefined {
  if (term === undefined) return undefined;
  return [`term ${term}`, String(term)].find((label) => textWidth(label) <= room);
}

function middleOf(row: NodeRow): number {
  return row.top + barTopPx + barHeightPx / 2;
}

function text(ink: 'ink' | 'muted' | 'raised', x: number, y: number, words: string): DrawCommand {
  return { kind: 'text', ink, x, y, text: words, align: 'left' };
}
