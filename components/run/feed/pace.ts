/**
 * How often a page is drawn anew: at once when something came after a rest, and else when it has rested a part of the time
 * that it took to draw it the last time. So a page on a busy machine is drawn less often, and never falls behind by
 * more than it takes to draw it twice. A class because it lives as long as the page.
 *
 *     comes     │   │ │  │      │
 *     drawn     ██████──██████──██████──
 */

/** Enough for what arrives meanwhile and for the hand of a person, little enough to be soon on the screen. */
const restShare = 1 / 3;
/** A page that takes long to draw is late enough. */
const maxRestMs = 50;

export class Pace {
  readonly #draw: () => void;
  #isBusy = false;
  #hasMore = false;
  #frame: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param draw draws what there is before it returns */
  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** There is something new to draw. */
  nudge(): void {
    this.#hasMore = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#timer = setTimeout(() => this.#begin());
  }

  close(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#isBusy = true;
  }

  #begin(): void {
    const startMs = performance.now();
    this.#hasMore = false;
    this.#draw();
    // The frame that shows it is painted behind this call, and the timer comes behind that.
    this.#frame = requestAnimationFrame(() => {
      this.#timer = setTimeout(() => this.#rest(performance.now() - startMs));
    });
  }

  #rest(tookMs: number): void {
    this.#timer = setTimeout(
      () => {
        this.#isBusy = false;
        if (this.#hasMore) this.nudge();
      },
      Math.min(tookMs * restShare, maxRestMs),
    );
  }
}
