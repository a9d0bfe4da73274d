/**
 * The primitive commands a timeline is painted with. Geometry decides them and the canvas only carries them out, so
 * tests read what a person would see without a canvas.
 */

/** Colours by meaning; the painter looks them up in the theme. */
export const inkNames = [
  'ok',
  'info',
  'fail',
  'ink',
  'muted',
  'line',
  'surface',
  'raised',
  'accent',
  'invalid',
  'fault-sand',
  'fault-blue',
  'fault-rose',
  'fault-green',
  'fault-teal',
  'fault-violet',
  'ink-on-fill',
] as const;

export type Ink = (typeof inkNames)[number];

/** What a picture is written and hatched with, on a canvas and as SVG. */
export const fontSizePx = 11;
export const hatchStepPx = 5;

/** The way the strokes of a hatch go. */
export type Hatch = 'rising' | 'falling' | 'upright' | 'level';

/** Of the square in which the path of a glyph is drawn. */
export const glyphSquarePx = 20;

/** A colour of CSS for each. */
export type Inks = Readonly<Record<Ink, string>>;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type DrawCommand =
  | ({ readonly kind: 'fill'; readonly ink: Ink; readonly opacity?: number } & Box)
  /** Many boxes of one colour: x, y, width and height of each, one after another. */
  | { readonly kind: 'fills'; readonly ink: Ink; readonly boxes: Float32Array }
  /** Strokes over a box, slanted upwards where nothing else is said. */
  | ({ readonly kind: 'hatch'; readonly ink: Ink; readonly opacity?: number; readonly hatch?: Hatch } & Box)
  | ({ readonly kind: 'frame'; readonly ink: Ink; readonly lineWidth: number } & Box)
  | {
      readonly kind: 'stroke';
      readonly ink: Ink;
      readonly x1: number;
      readonly y1: number;
      readonly x2: number;
      readonly y2: number;
      readonly lineWidth: number;
      readonly opacity?: number;
      readonly dash?: readonly number[];
    }
  | {
      readonly kind: 'text';
      readonly ink: Ink;
      readonly x: number;
      /** The middle of the line. */
      readonly y: number;
      readonly text: string;
      readonly align: 'left' | 'center' | 'right';
      readonly isBold?: boolean;
    }
  /** A filled path, drawn in a square of 20 by 20, here of another size. */
  | {
      readonly kind: 'glyph';
      readonly ink: Ink;
      readonly path: string;
      readonly x: number;
      readonly y: number;
      readonly size: number;
    }
  /** The mark of a node that leads. */
  | ({ readonly kind: 'crown'; readonly ink: Ink } & Box)
  /** The mark of the violation: a cross around a point. */
  | { readonly kind: 'cross'; readonly ink: Ink; readonly x: number; readonly y: number; readonly radius: number };

/** From the back to the front. */
export type DrawList = readonly DrawCommand[];

export interface Picture {
  readonly list: DrawList;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Letters are drawn 11 px high in the monospaced face; this is how wide one is, rounded up over the common faces. */
const letterWidthPx = 6.8;

export function textWidth(text: string): number {
  return text.length * letterWidthPx;
}
