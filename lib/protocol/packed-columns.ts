/**
 * Columns of whole numbers from 0 on, each as narrow as its largest number asks for; a column of zeros takes nothing. Most
 * columns of a journal need a byte, and less is unpacked that way. What is no such number is kept as it is, eight bytes wide.
 */

import { present } from '../base/assert';

/** Bytes of a number. */
export type Width = 0 | 1 | 2 | 4 | 8;

export type Numbers = Uint8Array | Uint16Array | Uint32Array | Float64Array;

export interface PackedColumns {
  readonly widths: readonly Width[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const arrays = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: Float64Array } as const;

/** @param columns of one length */
export function packColumns(columns: readonly ArrayLike<number>[]): PackedColumns {
  const widths = columns.map(widthOf);
  const length = columns[0]?.length ?? 0;
  const bytes = new Uint8Array(length * widths.reduce<number>((sum, width) => sum + width, 0));
  for (const [place, view] of viewsOf(bytes, length, widths).entries()) view.set(present(columns[place], 'a column'));
  return { widths, bytes };
}

/** The columns over the bytes, which begin where eight divides; a column of zeros lies beside them. */
export function viewsOf(
  { buffer, byteOffset }: Uint8Array<ArrayBuffer>,
  length: number,
  widths: readonly Width[],
): readonly Numbers[] {
  const views: Numbers[] = widths.map(() => new Uint8Array(0));
  let start = byteOffset;
  // The wide ones stand first, so that each begins where a number of its width may.
  for (const width of [8, 4, 2, 1, 0] as const) {
    for (const [place, own] of widths.entries()) {
      if (own !== width) continue;
      views[place] = width === 0 ? new Uint8Array(length) : new arrays[width](buffer, start, length);
      start += width * length;
    }
  }
  return views;
}

function widthOf(column: ArrayLike<number>): Width {
  let largest = 0;
  for (let place = 0; place < column.length; place++) {
    const number = column[place] as number;
    if (!(number >= 0 && number < 2 ** 32 && number === Math.floor(number)) || Object.is(number, -0)) return 8;
    if (number > largest) largest = number;
  }
  if (largest === 0) return 0;
  return largest < 2 ** 8 ? 1 : largest < 2 ** 16 ? 2 : 4;
}
