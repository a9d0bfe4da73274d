/** Which rows a timeline has and where they lie. Top to bottom: the nemesis, the workers, who leads, the axis. */
import { textWidth } from '../../draw/draw-list';

export interface TimelineRow {
  readonly worker: number | 'nemesis';
  readonly top: number;
  readonly height: number;
}

/** What a node believed. */
export interface NodeRow {
  readonly node: string;
  readonly top: number;
  readonly height: number;
}

/** The faults of one kind, in the row of the nemesis. */
export interface FaultRow {
  readonly name: string;
  readonly top: number;
  readonly height: number;
}

export interface TimelineLayout {
  readonly width: number;
  readonly height: number;
  /** The plot lies between these; left of it the lanes' names. */
  readonly left: number;
  readonly right: number;
  readonly rows: readonly TimelineRow[];
  /** Within the first of them, which is the nemesis's. */
  readonly faultRows: readonly FaultRow[];
  /** Below the workers' rows; none where the nodes were not asked. */
  readonly nodeRows: readonly NodeRow[];
  /** The top of the strip above them, where their words stand. */
  readonly leadersTop: number;
  readonly axisTop: number;
}

export const axisHeightPx = 24;
const nemesisHeightPx = 28;
/** Of each, where there are several. */
const faultRowPx = 20;
const roomyRowPx = 28;
/** Below this a bar is too thin to hit. */
const minRowPx = 12;
/** The height the lanes share before they get thinner. */
const lanesHeightPx = 336;
/** As low as letters allow: the operations come first. */
const nodeRowPx = 18;
const leadersStripPx = 18;
const gutterPx = 76;
/** A longer name is cut. */
const maxGutterPx = 168;
const narrowGutterPx = 56;
/** A screen this wide and no wider has no room for more than a number and a node. */
export const narrowPx = 560;
const narrowPaddingPx = 4;
const rightMarginPx = 12;

/** What else there is to lay out. */
interface LayoutOptions {
  /** Of the lanes, as the screen has room for them. */
  readonly laneNames?: readonly string[];
  /** How many lanes share the height; more than the workers where only some of them are in view. */
  readonly laneCount?: number;
}

/** As high as so many lanes may be. */
export function laneHeight(laneCount: number): number {
  return Math.floor(Math.min(roomyRowPx, Math.max(minRowPx, lanesHeightPx / Math.max(1, laneCount))));
}

/** Rows for these workers and for these nodes, in the order given. */
export function layoutTimeline(
  workers: readonly number[],
  width: number,
  nodes: readonly string[] = [],
  faultNames: readonly string[] = ['nemesis'],
  { laneNames = [], laneCount = workers.length }: LayoutOptions = {},
): TimelineLayout {
  const rowHeight = laneHeight(laneCount);
  const faultHeight = faultNames.length > 1 ? faultRowPx : nemesisHeightPx;
  const nemesisHeight = faultNames.length * faultHeight;
  const rows: TimelineRow[] = [{ worker: 'nemesis', top: 0, height: nemesisHeight }];
  for (const [place, worker] of workers.entries()) {
    rows.push({ worker, top: nemesisHeight + place * rowHeight, height: rowHeight });
  }
  const leadersTop = nemesisHeight + workers.length * rowHeight;
  const nodesTop = leadersTop + (nodes.length === 0 ? 0 : leadersStripPx);
  const axisTop = nodesTop + nodes.length * nodeRowPx;
  const left = width < narrowPx ? narrowGutter([...faultNames.map(firstWord), ...laneNames]) : wideGutter(laneNames);
  return {
    width,
    height: axisTop + axisHeightPx,
    left,
    right: Math.max(left + 1, width - rightMarginPx),
    rows,
    faultRows: faultNames.map((name, place) => ({ name, top: place * faultHeight, height: faultHeight })),
    nodeRows: nodes.map((node, place) => ({ node, top: nodesTop + place * nodeRowPx, height: nodeRowPx })),
    leadersTop,
    axisTop,
  };
}

/** As wide as the longest name, within reason. */
function wideGutter(names: readonly string[]): number {
  const widest = Math.max(0, ...names.map((name) => Math.ceil(textWidth(name)))) + 4 * narrowPaddingPx;
  return Math.min(maxGutterPx, Math.max(gutterPx, widest));
}

/** As narrow as the names of the lanes and the first words of the faults' names allow: a cut word says nothing. */
function narrowGutter(names: readonly string[]): number {
  const widths = names.map((name) => textWidth(name) + 2 * narrowPaddingPx);
  return Math.min(gutterPx - 1, Math.ceil(Math.max(narrowGutterPx, ...widths)));
}

/** `client 2 · n3`; on a narrow screen `2 · n3`. Neither ever changes, whatever process the client goes by. */
export function laneName(client: number, node: string, isNarrow: boolean): string {
  const name = `${isNarrow ? '' : 'client '}${client}`;
  // Of a history that was brought nobody knows which node a client drove.
  return node === '' ? name : `${name} · ${node}`;
}

/** Where the names begin. @param left of the plot */
export function namesLeft(left: number): number {
  return left < gutterPx ? narrowPaddingPx : 2 * narrowPaddingPx;
}

export function firstWord(text: string): string {
  return text.split(' ', 1)[0] ?? text;
}

export function rowAt(layout: TimelineLayout, y: number): TimelineRow | undefined {
  return layout.rows.find((row) => y >= row.top && y < row.top + row.height);
}

export function nodeRowAt(layout: TimelineLayout, y: number): NodeRow | undefined {
  return layout.nodeRows.find((row) => y >= row.top && y < row.top + row.height);
}
