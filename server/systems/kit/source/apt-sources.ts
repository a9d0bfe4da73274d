/**
 * The archives that apt is configured with, read from both of its formats (sources.list(5)) and written as stanzas:
 *
 *     deb [signed-by=/usr/share/keyrings/x.gpg] https://mirror.example/debian bookworm main
 *
 *     Types: deb
 *     URIs: https://mirror.example/debian
 *     Suites: bookworm
 *     Components: main
 *     Signed-By: /usr/share/keyrings/x.gpg
 */

export interface AptSource {
  readonly uris: readonly string[];
  readonly suites: readonly string[];
  readonly components: readonly string[];
  /** All other fields, by their names in lower case. A value may go on over lines that begin with a space. */
  readonly fields: ReadonlyMap<string, string>;
}

/** A field of a stanza that an option of the one-line format has another name for. */
const fieldOfOption: Readonly<Record<string, string>> = { arch: 'architectures', lang: 'languages', target: 'targets' };

/** What is chosen here instead of taken over from the machine. */
const ownFields = new Set([
  'types',
  'uris',
  'suites',
  'components',
  'enabled',
  'architectures',
  'languages',
  'targets',
]);

/** @param text of a `.list` file */
export function parseOneLineSources(text: string): readonly AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)([^#]*)/.exec(line);
    if (match === null) return [];
    const [, options = '', uri = '', suite = '', components = ''] = match;
    const fields = words(options).map((option): readonly [string, string] => {
      const [name = '', value = ''] = option.split(/[+-]?=/, 2);
      return [fieldOfOption[name.toLowerCase()] ?? name.toLowerCase(), value.replaceAll(',', ' ')];
    });
    return [{ uris: [uri], suites: [suite], components: words(components), fields: otherThanOwn(fields) }];
  });
}

/** @param text of a `.sources` file */
export function parseStanzas(text: string): readonly AptSource[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = fieldsOf(stanza);
    const list = (name: string) => words(fields.get(name) ?? '');
    const isDisabled = /^(?:no|false|0|off|without|disable)$/i.test(fields.get('enabled') ?? '');
    if (isDisabled || !list('types').includes('deb')) return [];
    const [uris, suites, components] = [list('uris'), list('suites'), list('components')];
    return [{ uris, suites, components, fields: otherThanOwn([...fields]) }];
  });
}

function fieldsOf(stanza: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  let name = '';
  for (const line of stanza.split('\n')) {
    if (line.startsWith('#')) continue;
    const field = /^([^\s:]+):\s*(.*)$/.exec(line);
    if (field !== null) {
      name = (field[1] ?? '').toLowerCase();
      fields.set(name, field[2] ?? '');
    } else if (/^\s/.test(line) && name !== '') fields.set(name, `${fields.get(name)}\n${line}`);
  }
  return fields;
}

/**
 * The same archives with another release. Of a machine that has it already, all that it has of it; else its
 * distribution's main archive under the other name, which has neither updates nor security fixes of its own there.
 * @param ownRelease the name of the machine's release, where it tells
 */
export function sourcesOfRelease(
  sources: readonly AptSource[],
  release: string,
  ownRelease: string | undefined,
): readonly AptSource[] {
  const isOf = (suite: string) => suite === release || suite.startsWith(`${release}-`);
  if (sources.some((source) => source.suites.includes(release))) return withSuites(sources, isOf);
  const isMain = (suite: string) => (ownRelease === undefined ? /^\w+$/.test(suite) : suite === ownRelease);
  const main = sources.filter((source) => source.components.includes('main'));
  const own = withSuites(main, isMain);
  const found =
    own.length > 0 ? own : withSuites(main, (suite) => /^(?:old)*(?:stable|testing|unstable|sid)$/.test(suite));
  return found.map((source) => ({ ...source, suites: [release] }));
}

function withSuites(sources: readonly AptSource[], isKept: (suite: string) => boolean): readonly AptSource[] {
  return sources
    .map((source) => ({ ...source, suites: source.suites.filter(isKept) }))
    .filter((source) => source.suites.length > 0);
}

/** The text of a `.sources` file. */
export function formatSources(sources: readonly AptSource[]): string {
  return sources
    .map(({ uris, suites, components, fields }) =>
      [
        'Types: deb',
        `URIs: ${uris.join(' ')}`,
        `Suites: ${suites.join(' ')}`,
        ...(components.length === 0 ? [] : [`Components: ${components.join(' ')}`]),
        ...[...fields].map(([name, value]) => `${name}: ${value}`),
        '',
      ].join('\n'),
    )
    .join('\n');
}

function otherThanOwn(fields: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  return new Map(fields.filter(([name]) => !ownFields.has(name)));
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter(Boolean);
}
