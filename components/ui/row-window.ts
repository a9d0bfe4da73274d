/**
 * Which rows of a long list are near the view. All rows are equally high, so where one lies is a product, and a list of
 * two million lines costs what one of twenty does. Browsers lay out nothing higher than some thirty million pixels: a
 * list that would be higher is squeezed, so that a pixel of the scroll bar stands for several of the list.
 */

/** Less than any browser's limit. */
export const maxListPx = 15_000_000;

/** Rows beyond each edge, so that a quick hand finds no gap. */
const rowsBeyond = 12;

export interface RowList {
  readonly count: number;
  readonly rowPx: number;
  /** Height of the view. */
  readonly viewPx: number;
}

export interface RowWindow {
  /** Height of all rows, as far as the scroll bar is concerned. */
  readonly heightPx: number;
  /** Rows from `first` up to but not with `end` are to be drawn. */
  readonly first: number;
  readonly end: number;
  /** Where the first of them is to stand. */
  readonly topPx: number;
}

export function rowWindow(list: RowList, scrollTop: number): RowWindow {
  const { count, rowPx, viewPx } = list;
  const heightPx = heightOf(list);
  const top = Math.min(Math.max(0, scrollTop), Math.max(0, heightPx - viewPx));
  const offset = top * squeezeOf(list);
  const first = Math.max(0, Math.floor(offset / rowPx) - rowsBeyond);
  const end = Math.min(count, Math.ceil((offset + viewPx) / rowPx) + rowsBeyond);
  return { heightPx, first, end: Math.max(first, end), topPx: first * rowPx - offset + top };
}

/** The scroll position, as near as possible to the one there is, at which the row is wholly in view. */
export function scrollTopFor(list: RowList, row: number, scrollTop: number): number {
  const { rowPx, viewPx } = list;
  const squeeze = squeezeOf(list);
  const offset = scrollTop * squeeze;
  const [top, bottom] = [row * rowPx, (row + 1) * rowPx];
  if (top >= offset && bottom <= offset + viewPx) return scrollTop;
  return Math.max(0, (top < offset ? top : bottom - viewPx) / squeeze);
}

function heightOf({ count, rowPx }: RowList): number {
  return Math.min(maxListPx, count * rowPx);
}

/** Pixels of the list for each pixel scrolled. */
function squeezeOf(list: RowList): number {
  const scrolled = heightOf(list) - list.viewPx;
  return scrolled <= 0 ? 1 : (list.count * list.rowPx - list.viewPx) / scrolled;
}
