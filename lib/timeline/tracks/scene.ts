/** Everything a timeline shows at one moment, as a value; `draw.ts` turns it into commands, `hit.ts` into answers. */
import { countBelow } from '../../base/column';
import type { Operation } from '../../history/operations';
import type { FaultWindow } from '../../nemesis/windows';
import type { Beliefs } from '../../protocol/beliefs';
import type { Bookmark } from '../../protocol/bookmark';
import { Lane } from '../../protocol/lane';
import { placeOfInvocation, type RunState } from '../../protocol/run-state';
import type { FoundMarks } from '../view/found-marks';
import type { TimeScale, TimeSpan } from '../view/viewport';
import type { WorldPath } from '../worlds/world-path';
import type { LaneTimes } from './bars';
import { faultRows } from './fault-rows';
import { laneName, layoutTimeline, narrowPx, type TimelineLayout, type TimelineRow } from './layout';

/** An anomaly: its violating operation, and when that completed. */
export interface Violation {
  /** `Not linearizable` */
  readonly title: string;
  readonly operation: number;
  /** It, and those that it contradicts. */
  readonly operations: readonly number[];
  readonly time: number;
  /** Since when the answer could not be given any more; until `time` it is drawn as a band. */
  readonly since?: number;
}

/** A world that is stepped through, and the step at which a person stands. */
export interface Thread {
  readonly path: WorldPath;
  readonly at: number;
}

export interface Scene {
  readonly layout: TimelineLayout;
  readonly scale: TimeScale;
  readonly operations: RunState['operations'];
  readonly operationTable: RunState['operationTable'];
  readonly lanes: readonly Lane[];
  readonly faults: readonly FaultWindow[];
  readonly beliefs: Beliefs;
  readonly nodes: readonly string[];
  readonly lastNanos: number;
  /** Invocation index. */
  readonly selected: number | undefined;
  readonly violation: Violation | undefined;
  /** All that there are, the one above among them. */
  readonly violations: readonly Violation[];
  /** The moment the pointer or the worlds point at. */
  readonly cursor: number | undefined;
  readonly thread: Thread | undefined;
  /** What a search found. */
  readonly found: FoundMarks | undefined;
  readonly bookmarks: readonly Bookmark[];
}

export interface SceneInput {
  readonly state: Pick<RunState, 'operations' | 'operationTable' | 'lanes' | 'faults' | 'beliefs' | 'lastNanos'>;
  readonly nodes: readonly string[];
  /** Those whose lanes are in view. */
  readonly workers: readonly number[];
  /** How many lanes there are to scroll through; as many as there are workers without it. */
  readonly laneCount?: number;
  readonly width: number;
  readonly span: TimeSpan;
  readonly selected?: number | undefined;
  readonly violation?: Violation | undefined;
  readonly violations?: readonly Violation[];
  readonly cursor?: number | undefined;
  readonly thread?: Thread | undefined;
  readonly bookmarks?: readonly Bookmark[];
}

export function timelineScene(input: SceneInput): Scene {
  const { beliefs } = input.state;
  const asked = input.nodes.filter((node) => beliefs.nodes.has(node));
  const { names } = faultRows(input.state.faults);
  const isNarrow = input.width < narrowPx;
  // Of all lanes, so that the plot stays where it is while they scroll.
  const laneNames = input.state.lanes.map((_, client) => laneName(client, nodeOfWorker(input.nodes, client), isNarrow));
  const { workers, laneCount = workers.length } = input;
  const layout = layoutTimeline(workers, input.width, asked, names, { laneNames, laneCount });
  return {
    layout,
    scale: { span: input.span, left: layout.left, right: layout.right },
    operations: input.state.operations,
    operationTable: input.state.operationTable,
    lanes: input.state.lanes,
    faults: input.state.faults,
    beliefs,
    nodes: input.nodes,
    lastNanos: input.state.lastNanos,
    selected: input.selected,
    violation: input.violation,
    violations: input.violations ?? [],
    cursor: input.cursor,
    thread: input.thread,
    found: undefined,
    bookmarks: input.bookmarks ?? [],
  };
}

const emptyLane = new Lane();

export function laneTimes(scene: Pick<Scene, 'lanes' | 'lastNanos'>, worker: number): LaneTimes {
  return { lane: scene.lanes[worker] ?? emptyLane, lastNanos: scene.lastNanos };
}

/** A client keeps its number for the whole run; the process that it goes by is another one behind each `info`. */
export function clientOf(process: Operation['invocation']['process'], clients: number): number {
  return typeof process === 'number' ? process % clients : 0;
}

/** `client 2 on n3`, or `client 2` where the node is not known. */
export function clientWords(client: number, node: string): string {
  return node === '' ? `client ${client}` : `client ${client} on ${node}`;
}

/** Worker k drives node k, round and round; of a history that was brought, nobody knows. */
export function nodeOfWorker(nodes: readonly string[], worker: number): string {
  return nodes[worker % nodes.length] ?? '';
}

/** The node that the history names, or else that of the worker. */
export function nodeOfOperation(
  { invocation, completion }: Operation,
  nodes: readonly string[],
  workers: number,
): string {
  return completion?.node ?? invocation.node ?? nodeOfWorker(nodes, clientOf(invocation.process, workers));
}

export function operationIn(scene: Scene, invocationIndex: number): Operation | undefined {
  const place = placeOfInvocation(scene, invocationIndex);
  return place === undefined ? undefined : scene.operations.at(place);
}

/** The row of the client that did it; nothing where its lane is out of view, or a filter hides the operation. */
export function rowOfOperation(scene: Scene, invocationIndex: number): TimelineRow | undefined {
  const place = placeOfInvocation(scene, invocationIndex);
  const process = place === undefined ? undefined : scene.operations.at(place)?.invocation.process;
  if (place === undefined || process === undefined || process === 'nemesis') return undefined;
  const client = clientOf(process, scene.lanes.length);
  const { places, length } = scene.lanes[client] ?? emptyLane;
  const position = countBelow(places.values, length, place);
  if (position >= length || places.values[position] !== place) return undefined;
  return scene.layout.rows.find((row) => row.worker === client);
}
