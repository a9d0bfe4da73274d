'use client';
/**
 * The timeline of a run: a lane a client and one for the nemesis over one axis of time, and the whole run in a strip below;
 * the strip is dragged, so it lies above the notes that come and go with the zoom. It shows what it is given and says what
 * a person did with it; zoom, selection and cursor belong to the page, which shares them between its parts.
 */
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type PointerEvent,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import { counted } from '@/lib/base/words';
import { countedFaults } from '@/lib/catalog/faults/words';
import type { Bookmark } from '@/lib/protocol/bookmark';
import type { Lane } from '@/lib/protocol/lane';
import { operationAt, type RunState } from '@/lib/protocol/run-state';
import { drawPointing, drawTimeline } from '@/lib/timeline/tracks/draw';
import { type Hit, hitTest } from '@/lib/timeline/tracks/hit';
import { type Scene, type Thread, timelineScene, type Violation } from '@/lib/timeline/tracks/scene';
import type { FoundMarks } from '@/lib/timeline/view/found-marks';
import { moveSelection } from '@/lib/timeline/view/navigation';
import { type TimeSpan, toTime } from '@/lib/timeline/view/viewport';
import { isThreadCut } from '@/lib/timeline/worlds/draw-thread';
import { BrushBox } from './brush-box';
import { describeOperation, HoverCard } from './hover-card';
import { keyActions, keySentences } from './keys';
import { Minimap } from './minimap';
import { TimelineCanvas } from './timeline-canvas';
import { isBrush, useBrush } from './use-brush';
import { useLanes } from './use-lanes';
import { useWidth } from './use-width';
import { useZoom } from './use-zoom';

export interface TimelineProps {
  readonly state: RunState;
  readonly nodes: readonly string[];
  readonly extent: TimeSpan;
  readonly span: TimeSpan;
  readonly onSpan: (span: TimeSpan) => void;
  readonly onFit: () => void;
  readonly selected: number | undefined;
  /** `isByKey`: the page should bring the operation into view. */
  readonly onSelect: (operation: number | undefined, isByKey: boolean) => void;
  readonly onShowViolation: (violation: Violation) => void;
  /** The one that is drawn. */
  readonly violation: Violation | undefined;
  /** Those that the key V leads to. */
  readonly violations: readonly Violation[];
  readonly cursor: number | undefined;
  /** The cursor is where the pointer is. */
  readonly isPointing: boolean;
  readonly onCursor: (time: number | undefined) => void;
  /** The world that is stepped through, drawn through the bars. */
  readonly thread: Thread | undefined;
  /** What a search found, to be marked. */
  readonly found: FoundMarks | undefined;
  readonly bookmarks: readonly Bookmark[];
  readonly onShowBookmark: (bookmark: Bookmark) => void;
  /** The lanes with what a filter lets through; undefined where everything is shown. */
  readonly filtered: readonly Lane[] | undefined;
  /** The step at which a person stands in a world, drawn or not. */
  readonly step: number | undefined;
  readonly onStep: ((step: number) => void) | undefined;
  /** Holds what is in view, for pictures of it. */
  readonly sceneRef?: Ref<Scene>;
}

const instructions = `${keySentences('In the timeline')} Drag to move; drag with Shift, or on the axis of time, to zoom to a part.`;

/** What a browser tells by itself is in whole pixels, where what a hand did may lie between two. */
function isNear(
  place: { readonly x: number; readonly y: number } | undefined,
  { clientX, clientY }: PointerEvent,
): boolean {
  return place !== undefined && Math.abs(place.x - clientX) < 1 && Math.abs(place.y - clientY) < 1;
}

export const Timeline = memo(function Timeline(props: TimelineProps) {
  const {
    state,
    nodes,
    extent,
    span,
    selected,
    violation,
    cursor,
    thread,
    found,
    filtered,
    violations,
    bookmarks,
    onSpan,
  } = props;
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [pointer, setPointer] = useState<{ readonly hit: Hit; readonly x: number; readonly y: number }>();
  const helpId = useId();
  const rested = useRef<{ readonly x: number; readonly y: number }>(undefined);

  const laned = useMemo(() => (filtered ? { ...state, lanes: filtered } : state), [state, filtered]);
  const lanes = useLanes(frame, {
    state: laned,
    nodes,
    width,
    violation,
    selected,
    hidesEmpty: filtered !== undefined,
  });
  const { shown, hiddenPx, total: laneCount } = lanes;
  const scene = useMemo(
    () =>
      timelineScene({ state: laned, nodes, workers: shown, laneCount, width, span, violation, violations, bookmarks }),
    [laned, nodes, shown, laneCount, width, span, violation, violations, bookmarks],
  );
  const pointing = useMemo(
    () => ({ ...scene, selected, cursor, thread, found }),
    [scene, selected, cursor, thread, found],
  );
  useImperativeHandle(props.sceneRef, () => pointing, [pointing]);
  const { axisTop, height } = scene.layout;
  useZoom(frame, { scale: scene.scale, axisTop, extent, onSpan });
  const brush = useBrush({ scale: scene.scale, axisTop, extent, onSpan });

  // A zoom moves the operation away from under the pointer.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the span is what it listens to
  useEffect(() => setPointer(undefined), [span]);

  const under = (event: MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    return { x, y, hit: hitTest(scene, x, y) };
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    brush.handlers.onPointerMove(event);
    const isForBrush = brush.drag !== undefined || isBrush(event.currentTarget, event, event.shiftKey, axisTop);
    event.currentTarget.style.cursor = isForBrush ? 'crosshair' : '';
    if (brush.drag) return setPointer(undefined);
    // A browser also tells of a pointer that rests while the page moves under it; what a key chose goes before that.
    if (isNear(rested.current, event)) return;
    rested.current = { x: event.clientX, y: event.clientY };
    const { x, y, hit } = under(event);
    setPointer(hit && { hit, x, y });
    const isInside = x >= scene.scale.left && x <= scene.scale.right;
    props.onCursor(isInside ? Math.max(0, toTime(scene.scale, x)) : undefined);
  };
  // Not what the pointer last hovered over: a finger does not hover.
  const onClick = (event: MouseEvent) => {
    const { hit } = under(event);
    const bookmark = hit?.kind === 'bookmark' ? bookmarks[hit.bookmark] : undefined;
    if (bookmark) props.onShowBookmark(bookmark);
    else props.onSelect(hit?.kind === 'operation' ? hit.operation : undefined, false);
  };
  const onPointerLeave = () => {
    setPointer(undefined);
    props.onCursor(undefined);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : keyActions[event.key];
    if (!action) return;
    event.preventDefault();
    const move = (to: Parameters<typeof moveSelection>[2]) =>
      props.onSelect(moveSelection(laned, selected ?? violation?.operation, to), true);
    const selectedTime = selected === undefined ? undefined : operationAt(state, selected)?.invocation.time;
    const stepBy = (steps: number) => props.step !== undefined && props.onStep?.(props.step + steps);
    action({ ...props, selectedTime, move, stepBy });
  };

  const counts = `${counted(state.operations.length, 'operation')} on ${counted(state.lanes.length, 'client')}, ${countedFaults(state.faults)}`;
  const rivalries = state.beliefs.rivalries.length;
  const label = `Timeline: ${counts}${rivalries === 0 ? '' : `, more than one leader ${counted(rivalries, 'time')}`}`;
  return (
    <div className="relative flex min-w-0 flex-col">
      <div
        ref={frame}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an application takes the keys itself
        tabIndex={0}
        aria-label={label}
        aria-describedby={helpId}
        className="relative touch-pan-y select-none overflow-y-auto overflow-x-hidden bg-raised outline-offset-[-2px] [scrollbar-width:thin]"
        style={{ height }}
        {...brush.handlers}
        onPointerMove={onPointerMove}
        onPointerLeave={onPointerLeave}
        onClick={onClick}
        onKeyDown={onKeyDown}
      >
        {width > 0 && (
          <div style={{ height: height + hiddenPx }}>
            <div className="sticky top-0">
              <TimelineCanvas scene={scene} draw={drawTimeline} />
              <TimelineCanvas scene={pointing} draw={drawPointing} isAbove />
              {brush.drag && <BrushBox scale={scene.scale} extent={extent} drag={brush.drag} height={height} />}
            </div>
          </div>
        )}
      </div>
      <Minimap
        {...{ state, extent, span, onSpan, violation, found, bookmarks }}
        violations={props.violations}
        onFit={props.onFit}
        left={scene.layout.left}
        right={scene.layout.right}
      />
      {pointer && props.isPointing && <HoverCard {...pointer} scene={scene} state={state} />}
      <p id={helpId} className="sr-only">
        {instructions}
      </p>
      <p className="sr-only" aria-live="polite">
        {selected === undefined ? '' : describeOperation(state, nodes, selected, violation)}
      </p>
      {thread && isThreadCut(scene, thread) && (
        <p className="px-3 py-1 text-12 text-muted">
          Of the world only the steps nearest to the current one are drawn; zoom in for more.
        </p>
      )}
      {hiddenPx > 0 && (
        <p className="px-3 py-1 text-12 text-muted">
          Lanes {lanes.first + 1} to {lanes.first + shown.length} of {laneCount}; scroll for the rest.
        </p>
      )}
    </div>
  );
});
