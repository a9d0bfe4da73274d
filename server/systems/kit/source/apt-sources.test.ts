import { describe, expect, it } from 'vitest';
import { formatSources, parseOneLineSources, parseStanzas, sourcesOfRelease } from './apt-sources';

const oneLine = `
# deb http://old.example/debian buster main
deb [arch=amd64 signed-by=/keys/debian.gpg] http://mirror.example/debian bookworm main contrib # the mirror
deb http://mirror.example/debian bookworm-updates main
deb-src http://mirror.example/debian bookworm main
deb [trusted=yes] http://other.example stable apps
`;

const stanzas = `Types: deb deb-src
# a comment between the fields
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /keys/debian.gpg

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://mirror.example/security
Suites: bookworm-security
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEY
`;

describe('the sources of apt', () => {
  it('are read from the one-line format', () => {
    expect(parseOneLineSources(oneLine)).toEqual([
      {
        uris: ['http://mirror.example/debian'],
        suites: ['bookworm'],
        components: ['main', 'contrib'],
        fields: new Map([['signed-by', '/keys/debian.gpg']]),
      },
      {
        uris: ['http://mirror.example/debian'],
        suites: ['bookworm-updates'],
        components: ['main'],
        fields: new Map(),
      },
      {
        uris: ['http://other.example'],
        suites: ['stable'],
        components: ['apps'],
        fields: new Map([['trusted', 'yes']]),
      },
    ]);
  });

  it('are read from stanzas, a key over many lines and all; what is switched off is left out', () => {
    const [first, second, third] = parseStanzas(stanzas);
    expect(first).toMatchObject({ suites: ['bookworm', 'bookworm-updates'], components: ['main'] });
    expect(second?.uris).toEqual(['http://mirror.example/security']);
    expect(second?.fields.get('signed-by')).toBe('\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mDMEY');
    expect(third).toBeUndefined();
  });

  it('are the same after they were written and read again', () => {
    const read = [...parseStanzas(stanzas), ...parseOneLineSources(oneLine)];
    expect(parseStanzas(formatSources(read))).toEqual(read);
  });

  it('name the same mirror with another release, and nobody else’s archive', () => {
    const other = sourcesOfRelease([...parseStanzas(stanzas), ...parseOneLineSources(oneLine)], 'trixie', 'bookworm');
    expect(other.map(({ uris, suites }) => [...uris, ...suites])).toEqual([
      ['http://mirror.example/debian', 'trixie'],
      ['http://mirror.example/debian', 'trixie'],
    ]);
    expect(other[0]?.fields.get('signed-by')).toBe('/keys/debian.gpg');
  });

  it('of the machine’s own release are all that it has of it', () => {
    const own = sourcesOfRelease(parseStanzas(stanzas), 'bookworm', 'bookworm');
    expect(own.flatMap(({ suites }) => suites)).toEqual(['bookworm', 'bookworm-updates', 'bookworm-security']);
  });

  it('that follow `stable` instead of a name are its main archive as well', () => {
    const sources = parseOneLineSources('deb http://mirror.example/debian stable main');
    expect(sourcesOfRelease(sources, 'trixie', 'bookworm').map(({ suites }) => suites)).toEqual([['trixie']]);
  });
});
