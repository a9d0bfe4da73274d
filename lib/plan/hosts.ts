/**
 * The machines of a cluster as a person types them, one a line: `n1 10.0.0.1:22`. The port and the name may be left out; a third
 * word is the address by which the other nodes reach it: `n1 gate.example:2201 10.0.0.1`.
 */
export interface TypedHost {
  readonly name: string;
  readonly host: string;
  readonly port?: number;
  readonly address?: string | undefined;
}

const sshPort = 22;
/** `[::1]:22`, `10.0.0.1:22` or `db.example`; an IPv6 address without brackets has no port. */
const address = /^(?:\[(?<bracketed>[^\]]+)\]|(?<plain>[^:]*)|(?<v6>.*:.*:.*))(?::(?<port>[^:]*))?$/;

/** Everything that was typed is kept, right or wrong: the plan's schema says what is wrong with it. */
export function parseHosts(text: string): readonly TypedHost[] {
  return hostLines(text).map(({ words }, i) => {
    const [name, written, ...rest] = words.length > 1 ? words : [`n${i + 1}`, words[0]];
    // More words than there is a meaning for are no address, which the schema says.
    const address = rest.length > 0 ? { address: rest.join(' ') } : {};
    return { name: name ?? '', ...parseAddress(written ?? ''), ...address };
  });
}

/** The number, from 1, of the line that a host was written in. */
export function lineOfHost(text: string, index: number): number | undefined {
  return hostLines(text)[index]?.line;
}

export function formatHosts(hosts: readonly TypedHost[]): string {
  return hosts
    .map(({ name, host, port = sshPort, address }) =>
      [name, `${host.includes(':') ? `[${host}]` : host}:${port}`, ...(address === undefined ? [] : [address])].join(
        ' ',
      ),
    )
    .join('\n');
}

function hostLines(text: string): readonly { readonly line: number; readonly words: readonly string[] }[] {
  return text
    .split('\n')
    .map((content, i) => ({ line: i + 1, words: content.trim().split(/\s+/).filter(Boolean) }))
    .filter(({ words }) => words.length > 0);
}

function parseAddress(written: string): Omit<TypedHost, 'name'> {
  const groups = address.exec(written)?.groups;
  const host = groups?.bracketed ?? groups?.plain ?? groups?.v6 ?? written;
  return groups?.port === undefined ? { host } : { host, port: groups.port === '' ? Number.NaN : Number(groups.port) };
}
