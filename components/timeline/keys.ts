/** What the keys do in the timeline. One table, which the instructions and the tests can be held against. */
import type { Move } from '@/lib/timeline/navigation';
import type { Violation } from '@/lib/timeline/scene';
import { lengthOf, panSpan, type TimeSpan, zoomSpan } from '@/lib/timeline/viewport';

interface KeyContext {
  readonly extent: TimeSpan;
  readonly span: TimeSpan;
  readonly violation: Violation | undefined;
  /** The time of the selected operation. */
  readonly selectedTime: number | undefined;
  readonly onSpan: (span: TimeSpan) => void;
  readonly onFit: () => void;
  readonly onSelect: (operation: number | undefined, isByKey: boolean) => void;
  readonly move: (move: Move) => void;
  /** Along the order of the world that is drawn. */
  readonly stepBy: (steps: number) => void;
}

type KeyAction = (context: KeyContext) => void;

/** One press comes this much closer. */
const zoomFactor = 1.5;

const move =
  (to: Move): KeyAction =>
  (context) =>
    context.move(to);

const zoomBy =
  (factor: number): KeyAction =>
  ({ span, extent, selectedTime, onSpan }) => {
    const isInView = selectedTime !== undefined && selectedTime >= span.start && selectedTime <= span.end;
    onSpan(zoomSpan(span, factor, isInView ? selectedTime : (span.start + span.end) / 2, extent));
  };

/** A share of the view. */
const panBy =
  (share: number): KeyAction =>
  ({ span, extent, onSpan }) =>
    onSpan(panSpan(span, lengthOf(span) * share, extent));

export const keyActions: Readonly<Record<string, KeyAction>> = {
  ArrowRight: move('next'),
  ArrowLeft: move('previous'),
  ArrowDown: move('lane-down'),
  ArrowUp: move('lane-up'),
  Home: move('first'),
  End: move('last'),
  j: move('next-failure'),
  k: move('previous-failure'),
  v: ({ violation, onSelect }) => violation && onSelect(violation.operation, true),
  f: ({ onFit }) => onFit(),
  ',': ({ stepBy }) => stepBy(-1),
  '.': ({ stepBy }) => stepBy(1),
  '+': zoomBy(zoomFactor),
  '=': zoomBy(zoomFactor),
  '-': zoomBy(1 / zoomFactor),
  PageDown: panBy(0.8),
  PageUp: panBy(-0.8),
  Escape: ({ onSelect }) => onSelect(undefined, true),
};
