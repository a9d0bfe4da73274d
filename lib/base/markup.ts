/** Text inside of markup: HTML and SVG. */

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters may stand in no XML, not even escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are taken out
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** Safe between tags and in an attribute between quotes. */
export function escapeMarkup(text: string): string {
  return text.replace(controls, '\ufffd').replace(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}
