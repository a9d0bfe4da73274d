/**
 * A text in two forms that are made together, where it is known what is in it: whole for the operator, and open, as anyone
 * may read it. What is written out in the template is open; what is put into it is not, unless it is said to be.
 *
 *     worded`${hidden('root@10.0.0.1:22', 'the node')} cannot be reached: ${openly('ETIMEDOUT')}; key ${file}`
 *       whole  root@10.0.0.1:22 cannot be reached: ETIMEDOUT; key /root/id
 *       open   the node cannot be reached: ETIMEDOUT; key …
 */
export interface Wording {
  readonly whole: string;
  readonly open: string;
}

/** A plain text is nobody's but the operator's: nobody has said that it may be shown. */
export type Text = string | Wording;

const left = '…';

export function worded(literals: TemplateStringsArray, ...parts: readonly (Text | number)[]): Wording {
  const filled = (form: keyof Wording) =>
    literals.reduce((text, literal, place) => {
      const part = place === 0 ? '' : formOf(parts[place - 1] ?? '', form);
      return `${text}${part}${literal}`;
    }, '');
  return { whole: filled('whole'), open: filled('open') };
}

function formOf(part: Text | number, form: keyof Wording): string {
  if (typeof part === 'object') return part[form];
  return form === 'whole' ? String(part) : left;
}

/** Of the catalog, of the plan's own names, or of a node: what leaves is searched for what is private all the same. */
export function openly(text: string | number): Wording {
  return { whole: String(text), open: String(text) };
}

/** @param instead stands there for everyone but the operator */
export function hidden(text: string | number, instead = left): Wording {
  return { whole: String(text), open: instead };
}

export function joined(texts: readonly Wording[], between: string): Wording {
  return { whole: texts.map(({ whole }) => whole).join(between), open: texts.map((text) => text.open).join(between) };
}

/** Both forms, each changed the same way. */
export function mapText(text: Text, change: (form: string) => string): Text {
  return typeof text === 'string' ? change(text) : { whole: change(text.whole), open: change(text.open) };
}

export function wholeText(text: Text): string {
  return typeof text === 'string' ? text : text.whole;
}

/** Stands where nobody has said that a text may be shown. */
export const leftOut = 'not shown here';

type OpenParts<Name extends string> = { readonly open?: { readonly [Key in Name]?: string } };

/** Beside the whole texts of a record: what anyone may read of them, where that is not all of all of them. */
export function openParts<Name extends string>(texts: { readonly [Key in Name]?: Text | undefined }): OpenParts<Name> {
  const entries = Object.entries<Text | undefined>(texts);
  if (entries.every(([, text]) => text === undefined || (typeof text === 'object' && text.open === text.whole)))
    return {};
  const parts = entries.flatMap(([name, text]) => (typeof text === 'object' ? [[name, text.open]] : []));
  return { open: Object.fromEntries(parts) };
}
