/**
 * The consistency models as a picture: each above those that are weaker, and what a history did to each.
 *
 *              strict serializable
 *                ╱             ╲
 *     strong session …     strong snapshot isolation
 *
 * Models that something rules out by itself are full, those that fall with them framed; of a history that keeps the model
 * that was asked for, that one and all that are weaker hold.
 */
import { listed } from '../base/words';
import {
  type ConsistencyModel,
  consistencyModels,
  implies,
  nextWeaker,
  type Violated,
} from '../checker/transactions/consistency';
import { type DrawCommand, type Ink, type Picture, textWidth } from '../draw/draw-list';

export interface LatticePicture extends Picture {
  /** The picture in words, for those who do not see it. */
  readonly label: string;
}

/** What a history says of its transactions. */
export interface JudgedModels {
  readonly asked: ConsistencyModel;
  readonly isKept: boolean;
  readonly violated: Violated;
}

type Standing = 'ruled-out' | 'fallen' | 'held' | 'open';

const boxPx = 22;
const rowPx = 46;
const columnPx = 224;
const marginPx = 12;

/** Where each stands in its row, in columns; the rows follow from who is weaker than whom. */
const columns: Readonly<Record<ConsistencyModel, number>> = {
  'strict-serializable': 1,
  'strong-session-serializable': 0,
  'strong-snapshot-isolation': 2,
  serializable: 0,
  'strong-session-snapshot-isolation': 1,
  'strong-read-committed': 3,
  'repeatable-read': 0,
  'snapshot-isolation': 1,
  causal: 2,
  'strong-read-uncommitted': 3,
  'consistent-view': 0.45,
  'read-atomic': 1,
  'strong-session-read-committed': 2,
  'cursor-stability': 0,
  'monotonic-atomic-view': 1,
  'strong-session-read-uncommitted': 3,
  'read-committed': 1,
  'read-uncommitted': 1,
};

export function latticePicture(judged: JudgedModels): LatticePicture {
  const places = consistencyModels.map((model) => {
    const name = `${markOf[standingOf(model, judged)]}${wordsOf(model)}`;
    const width = Math.ceil(textWidth(name)) + 2 * marginPx;
    const middle = marginPx + columnPx * (columns[model] + 0.5);
    return { model, name, x: middle - width / 2, y: marginPx + rowOf(model) * rowPx, width, middle };
  });
  const width = 2 * marginPx + 4 * columnPx;
  const height = marginPx + Math.max(...places.map(({ y }) => y)) + boxPx;
  const placeOf = new Map(places.map((place) => [place.model, place]));
  const lines = places.flatMap(({ model, middle, y }) =>
    nextWeaker(model).flatMap((weaker): DrawCommand[] => {
      const below = placeOf.get(weaker);
      if (below === undefined) return [];
      return [{ kind: 'stroke', ink: 'muted', x1: middle, y1: y + boxPx, x2: below.middle, y2: below.y, lineWidth: 1 }];
    }),
  );
  const boxes = places.flatMap(({ model, name, x, y, width: boxWidth }): DrawCommand[] => {
    const ink = inkOf[standingOf(model, judged)];
    const box = { x, y, width: boxWidth, height: boxPx };
    const isFull = standingOf(model, judged) === 'ruled-out';
    return [
      { kind: 'fill', ink: 'raised', ...box },
      ...(isFull ? [{ kind: 'fill', ink, opacity: 0.2, ...box } as const] : []),
      { kind: 'frame', ink, lineWidth: model === judged.asked ? 2.5 : 1, ...box },
      {
        kind: 'text',
        ink: ink === 'muted' ? 'muted' : 'ink',
        x: x + marginPx,
        y: y + boxPx / 2,
        text: name,
        align: 'left',
      },
    ];
  });
  return {
    width,
    height,
    label: latticeWords(judged),
    list: [{ kind: 'fill', ink: 'raised', x: 0, y: 0, width, height }, ...lines, ...boxes],
  };
}

const inkOf: Readonly<Record<Standing, Ink>> = {
  'ruled-out': 'invalid',
  fallen: 'invalid',
  held: 'ok',
  open: 'muted',
};

/** Colours alone would not tell everybody. */
const markOf: Readonly<Record<Standing, string>> = { 'ruled-out': '✗ ', fallen: '✗ ', held: '✓ ', open: '' };

function standingOf(model: ConsistencyModel, { asked, isKept, violated }: JudgedModels): Standing {
  if (violated.not.includes(model)) return 'ruled-out';
  if (violated.alsoNot.includes(model)) return 'fallen';
  return isKept && implies(asked, model) ? 'held' : 'open';
}

/** `Ruled out: serializable. With that falls strict serializable. Asked for: …` */
export function latticeWords(judged: JudgedModels): string {
  const named = (standing: Standing) =>
    listed(consistencyModels.filter((model) => standingOf(model, judged) === standing).map(wordsOf), 'and');
  const sentences = [
    ['Ruled out', named('ruled-out')],
    ['Fallen with that', named('fallen')],
    ['Kept', named('held')],
    ['Not ruled out', named('open')],
  ] as const;
  return sentences.flatMap(([what, models]) => (models === '' ? [] : [`${what}: ${models}.`])).join(' ');
}

function wordsOf(model: ConsistencyModel): string {
  return model.replaceAll('-', ' ');
}

/** Below all that are stronger. */
function rowOf(model: ConsistencyModel): number {
  const stronger = consistencyModels.filter((other) => nextWeaker(other).includes(model));
  return stronger.length === 0 ? 0 : 1 + Math.max(...stronger.map(rowOf));
}
