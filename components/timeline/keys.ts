/** What the keys do on the page of a run. One table: from it keys are handled, and the help is written. */

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

/** What the keys do that work wherever the focus is, but for fields to write in; undefined where the page cannot do it. */
export type PageActions = Readonly<Record<PageAct, (() => void) | undefined>>;
type PageAct = 'search' | 'showKeys' | 'freeze' | 'breakByHand' | 'bookmark' | 'showPalette';

interface Key {
  /** As the browser names them; a key with Shift as `Shift+ArrowRight`. */
  readonly keys: readonly string[];
  /** What stands on the keys. */
  readonly label: string;
  readonly words: string;
}

interface Binding<C> extends Key {
  readonly action: (context: C) => void;
}

export type KeyAction = (context: KeyContext) => void;
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

const pageBindings: readonly (Key & { readonly act: PageAct })[] = [
  { keys: ['/'], label: '/', words: 'find operations', act: 'search' },
  { keys: ['p'], label: 'P', words: 'freeze the live picture, and follow it again', act: 'freeze' },
  { keys: ['m'], label: 'M', words: 'bookmark the selected operation, or the moment pointed at', act: 'bookmark' },
  { keys: ['b'], label: 'B', words: 'break something in a live run by hand', act: 'breakByHand' },
  {
    keys: ['Ctrl+k'],
    label: 'Ctrl K',
    words: 'go to a run or a page, start a preset, do anything on the page; also ⌘K',
    act: 'showPalette',
  },
  { keys: ['?'], label: '?', words: 'list the keys', act: 'showKeys' },
];

const timelineBindings: readonly Binding<KeyContext>[] = [
  {
    keys: ['v'],
    label: 'V',
    words: 'go to the violation and fit it, then to the next',
    action: ({ violations, selected, onShowViolation }) => {
      const next = violationAfter(violations, selected);
      if (next) onShowViolation(next);
    },
  },
  { keys: ['j'], label: 'J', words: 'the next failed or unknown operation', action: move('next-failure') },
  { keys: ['k'], label: 'K', words: 'the previous failed or unknown operation', action: move('previous-failure') },
  { keys: ['ArrowRight'], label: '→', words: 'the next operation of the client', action: move('next') },
  { keys: ['ArrowLeft'], label: '←', words: 'the previous operation of the client', action: move('previous') },
  { keys: ['ArrowDown'], label: '↓', words: 'the nearest operation in the lane below', action: move('lane-down') },
  { keys: ['ArrowUp'], label: '↑', words: 'the nearest operation in the lane above', action: move('lane-up') },
  { keys: ['Home'], label: 'Home', words: 'the first operation of the client', action: move('first') },
  { keys: ['End'], label: 'End', words: 'the last operation of the client', action: move('last') },
  { keys: ['+', '='], label: '+', words: 'come closer to the selected operation', action: zoomBy(zoomFactor) },
  { keys: ['-'], label: '−', words: 'see more around the selected operation', action: zoomBy(1 / zoomFactor) },
  { keys: ['f'], label: 'F', words: 'fit everything', action: fit },
  { keys: ['PageDown'], label: 'Page ↓', words: 'move on by most of the view', action: panBy(0.8) },
  { keys: ['PageUp'], label: 'Page ↑', words: 'move back by most of the view', action: panBy(-0.8) },
  { keys: ['.'], label: '.', words: 'one step on in the world', action: ({ stepBy }) => stepBy(1) },
  { keys: [','], label: ',', words: 'one step back in the world', action: ({ stepBy }) => stepBy(-1) },
  { keys: ['Escape'], label: 'Esc', words: 'select nothing', action: ({ onSelect }) => onSelect(undefined, true) },
];

/** The keys of the minimap, which know of nothing but what is in view. */
const minimapBindings: readonly Binding<SpanContext>[] = [
  { keys: ['ArrowRight', 'ArrowUp'], label: '→', words: 'move on', action: panBy(0.1) },
  { keys: ['ArrowLeft', 'ArrowDown'], label: '←', words: 'move back', action: panBy(-0.1) },
  {
    keys: ['Shift+ArrowRight', 'Shift+ArrowUp'],
    label: 'Shift →',
    words: 'a longer part',
    action: lengthenBy(zoomFactor),
  },
  {
    keys: ['Shift+ArrowLeft', 'Shift+ArrowDown'],
    label: 'Shift ←',
    words: 'a shorter part',
    action: lengthenBy(1 / zoomFactor),
  },
  { keys: ['+', '='], label: '+', words: 'come closer', action: zoomAtCentre(zoomFactor) },
  { keys: ['-'], label: '−', words: 'see more', action: zoomAtCentre(1 / zoomFactor) },
  { keys: ['PageDown'], label: 'Page ↓', words: 'move on by most of the part', action: panBy(0.8) },
  { keys: ['PageUp'], label: 'Page ↑', words: 'move back by most of the part', action: panBy(-0.8) },
  { keys: ['Home'], label: 'Home', words: 'the beginning of the run', action: toEdge('start') },
  { keys: ['End'], label: 'End', words: 'the end of the run', action: toEdge('end') },
  { keys: ['f', 'Escape'], label: 'F, Esc', words: 'fit everything', action: fit },
];

function actionsOf<C>(bindings: readonly Binding<C>[]): Readonly<Record<string, (context: C) => void>> {
  return Object.fromEntries(bindings.flatMap(({ keys, action }) => keys.map((key) => [key, action] as const)));
}

export const pageActs: Readonly<Record<string, PageAct>> = Object.fromEntries(
  pageBindings.flatMap(({ keys, act }) => keys.map((key) => [key, act] as const)),
);
export const keyActions = actionsOf(timelineBindings);
export const minimapKeyActions = actionsOf(minimapBindings);

interface KeySection {
  readonly title: string;
  readonly rows: readonly Pick<Key, 'label' | 'words'>[];
}

/** What the help shows, from the page inwards. @param page without it, every key that any page has */
export function keyHelp(page?: PageActions): readonly KeySection[] {
  return [
    { title: 'Anywhere', rows: pageBindings.filter(({ act }) => page === undefined || page[act] !== undefined) },
    { title: 'In the timeline', rows: timelineBindings },
    { title: 'In the strip of the whole run', rows: minimapBindings },
  ];
}

/** The same in sentences, for those who listen. */
export function keySentences(title: string): string {
  const rows = keyHelp().find((part) => part.title === title)?.rows ?? [];
  return rows.map(({ label, words }) => `${label}: ${words}.`).join(' ');
}
