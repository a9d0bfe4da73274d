/** What stands beside the pointer: the operation, the fault or the belief under it, in full. */

import { formatTime } from '@/lib/base/words';
import { wordsOf } from '@/lib/catalog/faults/appearance';
import { effectNodes } from '@/lib/catalog/faults/words';
import type { FaultWindow } from '@/lib/nemesis/windows';
import type { Bookmark } from '@/lib/protocol/bookmark';
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import { barOutcome } from '@/lib/timeline/tracks/bars';
import type { Hit } from '@/lib/timeline/tracks/hit';
import { longLabel } from '@/lib/timeline/tracks/label';
import { clientOf, clientWords, nodeOfOperation, type Scene, type Violation } from '@/lib/timeline/tracks/scene';
import { BeliefCard } from './belief-card';
import { OperationCard, outcomeWords, WallClock } from './operation-card';

interface HoverCardProps {
  readonly hit: Hit;
  readonly x: number;
  readonly y: number;
  readonly scene: Scene;
  readonly state: RunState;
}

const widthPx = 272;
const gapPx = 14;

export function HoverCard({ hit, x, y, scene, state }: HoverCardProps) {
  const isRight = x + gapPx + widthPx < scene.layout.width;
  const left = isRight ? x + gapPx : Math.max(0, x - gapPx - widthPx);
  return (
    <div
      className="pointer-events-none absolute z-30 rounded-6 border border-line bg-raised p-3 shadow-popover"
      style={{ width: widthPx, left, top: y + gapPx }}
    >
      {hit.kind === 'fault' && (
        <FaultCard fault={scene.faults[hit.fault]} nodes={scene.nodes} startedAt={state.startedAt} />
      )}
      {hit.kind === 'bookmark' && <BookmarkCard bookmark={scene.bookmarks[hit.bookmark]} />}
      {hit.kind === 'belief' && (
        <BeliefCard
          {...{ beliefs: scene.beliefs, nodes: scene.nodes, startedAt: state.startedAt }}
          {...{ node: hit.node, time: hit.time }}
        />
      )}
      {hit.kind === 'operation' && (
        <HoveredOperation state={state} nodes={scene.nodes} operation={hit.operation} violation={scene.violation} />
      )}
    </div>
  );
}

function BookmarkCard({ bookmark }: { readonly bookmark: Bookmark | undefined }) {
  if (!bookmark) return null;
  return (
    <>
      <p className="font-semibold">Bookmark at {formatTime(bookmark.at, 1e9)}</p>
      {bookmark.text !== '' && (
        <p className="mt-1 line-clamp-6 whitespace-pre-wrap text-13 [overflow-wrap:anywhere]">{bookmark.text}</p>
      )}
    </>
  );
}

interface HoveredOperationProps {
  readonly state: RunState;
  readonly nodes: readonly string[];
  readonly operation: number;
  readonly violation: Violation | undefined;
}

export function HoveredOperation({ state, nodes, operation: index, violation }: HoveredOperationProps) {
  const operation = operationAt(state, index);
  if (!operation) return null;
  const node = nodeOfOperation(operation, nodes, state.lanes.length);
  return (
    <OperationCard
      operation={operation}
      table={state.operationTable}
      node={node}
      client={clientOf(operation.invocation.process, state.lanes.length)}
      startedAt={state.startedAt}
      isViolation={violation?.operation === index}
    />
  );
}

interface FaultCardProps {
  readonly fault: FaultWindow | undefined;
  readonly nodes: readonly string[];
  readonly startedAt: number | undefined;
}

function FaultCard({ fault, nodes, startedAt }: FaultCardProps) {
  if (!fault) return null;
  const { title, undone, inEffect, undoing } = wordsOf(fault.fault);
  const moments: readonly (readonly [string, number | undefined])[] = [
    ['nemesis begins', fault.start],
    [inEffect, fault.madeAt],
    [undoing, fault.end],
    [undone, fault.healedAt],
  ];
  return (
    <div className="flex flex-col gap-1 text-13">
      <p className="font-semibold">{title}</p>
      {fault.effect && <p className="font-mono">{effectNodes(fault.effect, nodes)}</p>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-3">
        {moments.map(([name, time]) => (
          <div key={name} className="contents">
            <dt className="text-muted">{name}</dt>
            <dd className="font-mono">{time === undefined ? 'not yet' : formatTime(time, 1e8)}</dd>
          </div>
        ))}
        <WallClock startedAt={startedAt} time={fault.madeAt ?? fault.start} />
      </dl>
    </div>
  );
}

/** The selected operation for those who listen. */
export function describeOperation(
  state: RunState,
  nodes: readonly string[],
  index: number,
  violation: Violation | undefined,
): string {
  const operation = operationAt(state, index);
  if (!operation) return '';
  const { invocation } = operation;
  const { process } = invocation;
  const client = clientOf(process, state.lanes.length);
  const who = `${clientWords(client, nodeOfOperation(operation, nodes, state.lanes.length))}, process ${process}`;
  const verdict = violation?.operation === index ? ' Inconsistent.' : '';
  return `${longLabel(state.operationTable, operation)}, ${outcomeWords[barOutcome(operation)]}, ${who}, invoked at ${formatTime(invocation.time, 1e9)}.${verdict}`;
}
