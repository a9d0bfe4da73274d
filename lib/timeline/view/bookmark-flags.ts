/** Bookmarks as flags at the foot of the lanes, on the axis of time, and as ticks at the top of the minimap. */
import type { DrawCommand } from '../../draw/draw-list';
import type { Bookmark } from '../../protocol/bookmark';
import type { Scene } from '../tracks/scene';
import { type TimeScale, toX } from './viewport';

/** In a square of 20 by 20: a pole at its left, a pennant to its right. */
const flag = 'M1 2h2v18H1zM3 2h13l-4 4.5L16 11H3z';
const flagPx = 15;
/** A finger or a hasty mouse may miss a flag by this much. */
const reachPx = 6;
const minimapTickPx = { width: 3, height: 7 };

export function drawBookmarks({ bookmarks, scale, layout }: Scene): DrawCommand[] {
  return bookmarks.flatMap(({ at }): DrawCommand[] => {
    const x = toX(scale, at);
    if (x < scale.left || x > scale.right) return [];
    return [
      { kind: 'stroke', ink: 'accent', x1: x, y1: 0, x2: x, y2: layout.axisTop, lineWidth: 1, dash: [1, 4] },
      { kind: 'glyph', ink: 'accent', path: flag, x: x - 1.5, y: layout.axisTop - flagPx + 2, size: flagPx },
    ];
  });
}

/** Its place in the list; the nearest where several lie close. */
export function bookmarkAt({ bookmarks, scale, layout }: Scene, x: number, y: number): number | undefined {
  if (y < layout.axisTop - flagPx || y > layout.axisTop + 2) return undefined;
  let best: { readonly place: number; readonly distance: number } | undefined;
  for (const [place, { at }] of bookmarks.entries()) {
    const left = toX(scale, at);
    if (left < scale.left || left > scale.right) continue;
    const distance = Math.abs(x - left - flagPx / 2);
    if (distance <= flagPx / 2 + reachPx && distance < (best?.distance ?? Infinity)) best = { place, distance };
  }
  return best?.place;
}

export function drawBookmarksOnMinimap(bookmarks: readonly Bookmark[], scale: TimeScale): DrawCommand[] {
  if (bookmarks.length === 0) return [];
  const boxes = bookmarks.flatMap(({ at }) => [toX(scale, at) - 1, 0, minimapTickPx.width, minimapTickPx.height]);
  return [{ kind: 'fills', ink: 'accent', boxes: Float32Array.from(boxes) }];
}
