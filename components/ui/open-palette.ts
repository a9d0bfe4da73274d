/** Asks for the command palette from anywhere on a page: `components/palette` listens. */
export const paletteEvent = 'clew:palette';

export function openPalette(): void {
  window.dispatchEvent(new Event(paletteEvent));
}
