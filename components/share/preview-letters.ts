/**
 * The letters that a preview may hold. Whatever its one face lacks, the library that draws it would fetch from elsewhere,
 * and this server asks nobody. The face has Latin, Cyrillic and some signs; © and ® count as emoji.
 */
const drawable = /[ -~\u00a1-\u00a8\u00aa-\u00ac\u00af-\u00ff\u0400-\u045f–—‘’“”…•←→−≤≥]/;

export function drawableText(text: string): string {
  return Array.from(text.replace(/\s/g, ' '), (letter) => (drawable.test(letter) ? letter : '?')).join('');
}

/** Longer sentences would run out of the picture. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.lastIndexOf(' ', most - 1);
  return `${text.slice(0, cut > most / 2 ? cut : most - 1).replace(/[\s,;:.]+$/, '')}…`;
}
