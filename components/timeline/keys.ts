/** What the keys do in the timeline. One table, which the instructions and the tests can be held against. */

import type { Violation } from '@/lib/timeline/tracks/scene';
import type { Move } from '@/lib/timeline/view/navigation';
import { lengthOf, panSpan, type TimeSpan, zoomSpan } from '@/lib/timeline/view/viewport';

interface SpanContext {
  readonly extent: TimeSpan;
  readonly span: TimeSpan;
  readonly onSpan: (span: TimeSpan) => void;
  readonly onFit: () => void;
}

interface KeyContext extends SpanContext {
  /** In the order of their weight. */
  readonly violations: readonly Violation[];
  readonly selected: number | undefined;
  /** The time of the selected operation. */
  readonly selectedTime: number | undefined;
  readonly onSelect: (operation: number | undefined, isByKey: boolean) => void;
  readonly onShowViolation: (violation: Violation) => void;
  readonly move: (move: Move) => void;
  /** Along the order of the world that is drawn. */
  readonly stepBy: (steps: number) => void;
}

type KeyAction = (context: KeyContext) => void;
type SpanAction = (context: SpanContext) => void;

/** One press comes this much closer. */
const zoomFactor = 1.5;

/** The first, and from each the next. */
function violationAfter(violations: readonly Violation[], selected: number | undefined): Violation | undefined {
  const place = violations.findIndex(({ operation }) => operation === selected);
  return violations[(place + 1) % violations.length];
}

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
  (share: number): SpanAction =>
  ({ span, extent, onSpan }) =>
    onSpan(panSpan(span, lengthOf(span) * share, extent));

/** The end of the view moves; at the end of the run its beginning does. */
const lengthenBy =
  (factor: number): SpanAction =>
  ({ span, extent, onSpan }) =>
    onSpan(zoomSpan(span, 1 / factor, span.start, extent));

const zoomAtCentre =
  (factor: number): SpanAction =>
  ({ span, extent, onSpan }) =>
    onSpan(zoomSpan(span, factor, (span.start + span.end) / 2, extent));

const toEdge =
  (edge: 'start' | 'end'): SpanAction =>
  ({ span, extent, onSpan }) =>
    onSpan(panSpan(span, extent[edge] - span[edge], extent));

const fit: SpanAction = ({ onFit }) => onFit();

export const keyActions: Readonly<Record<string, KeyAction>> = {
  ArrowRight: move('next'),
  ArrowLeft: move('previous'),
  ArrowDown: move('lane-down'),
  ArrowUp: move('lane-up'),
  Home: move('first'),
  End: move('last'),
  j: move('next-failure'),
  k: move('previous-failure'),
  v: ({ violations, selected, onShowViolation }) => {
    const next = violationAfter(violations, selected);
    if (next) onShowViolation(next);
  },
  f: fit,
  ',': ({ stepBy }) => stepBy(-1),
  '.': ({ stepBy }) => stepBy(1),
  '+': zoomBy(zoomFactor),
  '=': zoomBy(zoomFactor),
  '-': zoomBy(1 / zoomFactor),
  PageDown: panBy(0.8),
  PageUp: panBy(-0.8),
  Escape: ({ onSelect }) => onSelect(undefined, true),
};

/** The keys of the minimap, which know of nothing but what is in view. */
export const minimapKeyActions: Readonly<Record<string, SpanAction>> = {
  ArrowRight: panBy(0.1),
  ArrowUp: panBy(0.1),
  ArrowLeft: panBy(-0.1),
  ArrowDown: panBy(-0.1),
  PageDown: panBy(0.8),
  PageUp: panBy(-0.8),
  Home: toEdge('start'),
  End: toEdge('end'),
  'Shift+ArrowRight': lengthenBy(zoomFactor),
  'Shift+ArrowUp': lengthenBy(zoomFactor),
  'Shift+ArrowLeft': lengthenBy(1 / zoomFactor),
  'Shift+ArrowDown': lengthenBy(1 / zoomFactor),
  '+': zoomAtCentre(zoomFactor),
  '=': zoomAtCentre(zoomFactor),
  '-': zoomAtCentre(1 / zoomFactor),
  f: fit,
  Escape: fit,
};
