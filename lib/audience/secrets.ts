/** What in a plan is private, as it may turn up in a text that somebody else wrote: a node, a library, an older version. */
import { parseJumps } from '../plan/machine-words';
import type { RunPlan } from '../plan/plan';

export interface Secret {
  readonly text: string;
  /** What stands in its place. */
  readonly instead: string;
}

export interface Secrets {
  /** Names that nothing else has, found anywhere: files, variables, the parts of an address that give access. */
  readonly access: readonly Secret[];
  /** Where things are, likewise. */
  readonly places: readonly Secret[];
  readonly hosts: readonly Host[];
  readonly users: readonly string[];
  readonly ports: readonly number[];
}

export interface Host {
  readonly host: string;
  readonly port: number;
  readonly node: string;
}

/** A shorter value says nothing, and is found everywhere. */
const shortest = 5;

const sshPort = 22;

/** @param machine paths and names of the machine that Clew runs on */
export function secretsOf(plans: readonly RunPlan[], machine: readonly string[] = []): Secrets {
  const clusters = plans.flatMap(({ cluster }) => (cluster.type === 'ssh' ? [cluster] : []));
  const jumps = clusters.flatMap(({ jump }) => (jump === undefined ? [] : (parseJumps(jump) ?? [])));
  const hosts = [
    ...clusters.flatMap(({ nodes }) =>
      nodes.flatMap(({ name, host, port, address = host }) => [
        { node: name, host, port },
        ...(address === host ? [] : [{ node: name, host: address, port }]),
      ]),
    ),
    ...jumps.map(({ host, port }) => ({ node: '[jump host]', host, port })),
  ];
  return {
    access: distinct([
      ...clusters.flatMap(({ auth, knownHostsFile }) => [
        ...pathSecrets(auth.keyFile),
        ...pathSecrets(knownHostsFile, false),
        ...(auth.passwordVariable === undefined ? [] : [{ text: auth.passwordVariable, instead: '[variable]' }]),
      ]),
      ...plans.flatMap((plan) => addressSecrets(plan).access),
    ]),
    places: distinct([
      ...plans.flatMap((plan) => addressSecrets(plan).places),
      ...machine.filter((text) => text.length >= shortest).map((text) => ({ text, instead: '[path]' })),
    ]),
    hosts,
    users: [...new Set([...clusters.map(({ user }) => user), ...jumps.flatMap(({ user }) => user ?? [])])],
    ports: [...new Set(hosts.map(({ port }) => port))].filter((port) => port !== sshPort),
  };
}

/** The path, and the name of the file where that may be somebody's own. */
function pathSecrets(path: string | undefined, hasOwnName = true): readonly Secret[] {
  if (path === undefined) return [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  return [path, ...(hasOwnName && name.length >= shortest ? [name] : [])].map((text) => ({ text, instead: '[path]' }));
}

function addressSecrets(plan: RunPlan): Pick<Secrets, 'access' | 'places'> {
  const source = 'source' in plan.system ? plan.system.source : undefined;
  if (source?.from === 'file' || source?.from === 'node') {
    return { access: [], places: [{ text: source.path, instead: '[path]' }] };
  }
  if (source?.from !== 'download') return { access: [], places: [] };
  const parts = partsOf(source.url);
  const access = [parts.user, parts.password, parts.query, ...parts.values].filter((text) => text.length >= shortest);
  const places = [source.url, parts.bare, parts.host, parts.path].filter((text) => text.length >= shortest);
  return {
    access: access.map((text) => ({ text, instead: '[secret]' })),
    places: places.map((text) => ({ text, instead: '[address]' })),
  };
}

/** Of any text that begins as an address; the parts are empty where it has none. */
export function partsOf(url: string) {
  const match = /^[a-z][a-z0-9+.-]*:\/\/(?:([^/?#@]*)@)?([^/?#]*)([^?#]*)(?:\?([^#]*))?/i.exec(url);
  const [, login = '', host = '', path = '', query = ''] = match ?? [];
  const [user = '', password = ''] = login.split(/:(.*)/s);
  const values = query.split('&').flatMap((pair) => pair.split(/=(.*)/s)[1] ?? []);
  const scheme = /^[^:]*/.exec(url)?.[0] ?? '';
  return { scheme, user, password, host, path, query, values, bare: `${scheme}://${host}${path}` };
}

/** The longest first, so that a part does not take the place of the whole; as they look in JSON and in addresses, too. */
function distinct(secrets: readonly Secret[]): readonly Secret[] {
  const all = secrets.flatMap(({ text, instead }) => formsOf(text).map((form) => ({ text: form, instead })));
  const byText = new Map(all.filter(({ text }) => text !== '').map((secret) => [secret.text, secret]));
  return [...byText.values()].sort((a, b) => b.text.length - a.text.length);
}

function formsOf(text: string): readonly string[] {
  return [
    text,
    JSON.stringify(text).slice(1, -1),
    encoded(text, encodeURI),
    encoded(text, encodeURIComponent),
    text.replaceAll("'", "'\\''"),
  ];
}

function encoded(text: string, encode: (text: string) => string): string {
  try {
    return encode(text);
  } catch {
    // Half of a surrogate pair, which no address can hold.
    return text;
  }
}
