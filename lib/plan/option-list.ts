/** The options of a thing of the catalog as a list for a terminal: path, title, what it may be, and the default. */
import { optionsOf, type Shape } from './shape';

export interface OptionEntry {
  /** As it is set: `bugs.staleRead` below the system. */
  readonly path: string;
  readonly words: string;
}

export function optionEntries(shape: Shape, path = ''): readonly OptionEntry[] {
  return Object.entries(shape.properties ?? {}).flatMap(([name, field]) => {
    if (field.const !== undefined) return [];
    const at = path === '' ? name : `${path}.${name}`;
    return field.properties ? optionEntries(field, at) : [{ path: at, words: optionWords(field) }];
  });
}

/** `Stale reads, chance, from 0 to 1, default 0` */
function optionWords(shape: Shape): string {
  const { title, unit, hint, default: usual } = shape;
  const names = optionsOf(shape).map(({ name }) => name);
  const parts = [
    title,
    unit,
    boundsWords(shape),
    (shape.enum ?? names).join(' | '),
    usual === undefined || typeof usual === 'object' ? '' : `default ${String(usual)}`,
  ].filter(Boolean);
  return [parts.join(', '), hint].filter(Boolean).join('. ');
}

function boundsWords({ type, minimum, maximum }: Shape): string {
  if ((type !== 'number' && type !== 'integer') || minimum === undefined) return '';
  return maximum === undefined || maximum === Number.MAX_SAFE_INTEGER
    ? `${minimum} or more`
    : `${minimum} to ${maximum}`;
}
