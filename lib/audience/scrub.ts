/**
 * The second line of defence: what is private is taken out of texts that nobody made with an audience in mind. Nodes, their
 * logs and the errors of libraries name addresses; journals of older versions have nothing else. A known address becomes the
 * name of its node, so that a text still says who spoke to whom.
 *
 *     dial tcp 10.0.0.3:2379: connection refused      →  dial tcp n3: connection refused
 *     open /root/.ssh/id: permission denied           →  open [path]: permission denied
 *     Get "https://me:pw@mirror.example/a?sig=1"      →  Get "[address]"
 *
 * Addresses and paths are recognised by their form as well, known or not: a host has names that no plan knows.
 */
import { isJsonArray, type Json } from '../base/json';
import { type Host, partsOf, type Secret, type Secrets } from './secrets';

const address = '[address]';
const path = '[path]';
const user = '[user]';

/** Words that stand in our own sentences and in every log; where they are a user, only `user@` gives them away. */
const commonWords = new Set(
  'root admin node nodes read write cas ok fail info invoke clew etcd consul zookeeper antietcd memory test user the a an and or to of in on at'.split(
    ' ',
  ),
);

// biome-ignore lint/suspicious/noControlCharactersInRegex: what is looked for
const terminalSequences = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)/g;

const urls = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>()\\|,;]+/gi;
const logins = /(?<![\w.+-])[\w.+-]+@((?:[\w-]+\.)*[\w-]+|\[address\])(?::\d{1,5}\b)?/g;
const ipv4s = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)(?::\d{1,5}\b)?/g;
const ipv6s =
  /\[(?:[0-9a-f]{0,4}:){2,7}[0-9a-f.]*(?:%\w+)?\](?::\d{1,5}\b)?|(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?:%\w+)?(?![\w:])/gi;
const absolutePaths = /(?<![\w./@~\]<-])~?\/(?![\s/])[^\s"'`,;:()<>[\]{}|]+/g;

/** What every machine has, where Clew puts things on nodes, and the paths of the interfaces of systems. */
const openPaths =
  /^\/(?:(?:bin|sbin|lib|lib64|usr|proc|sys|dev)(?:\/|$)|(?:var\/lib|var\/log|opt|run)\/clew(?:\/|$)|v\d+(?:\/|$)|(?:health|version|members|metrics|status|kv|raft)(?:\/|$|\?))/;

export interface ScrubOptions {
  readonly secrets: Secrets;
  /** Only what gives access is taken out. */
  readonly showsPlaces: boolean;
}

export class Scrub {
  readonly #options: ScrubOptions;
  readonly #access: Replacement;
  readonly #places: Replacement;
  readonly #hosts: readonly (readonly [RegExp, string])[];
  readonly #users: RegExp | undefined;
  readonly #ports: RegExp | undefined;
  readonly #nodeOf: ReadonlyMap<string, string>;

  constructor(options: ScrubOptions) {
    const { access, places, hosts, users, ports } = options.secrets;
    this.#options = options;
    this.#access = new Replacement(access);
    this.#places = new Replacement(places);
    this.#nodeOf = nodesByHost(hosts);
    this.#hosts = hostPatterns(hosts, this.#nodeOf);
    this.#users = anyOf(
      users.filter((name) => !commonWords.has(name.toLowerCase())),
      (names) => `(?<![\\w.-])(?:${names})(?![\\w-])`,
    );
    this.#ports = anyOf(ports.map(String), (numbers) => `(?<=(?:\\bport["']?[ =:]*|-p\\s*|:))(?:${numbers})\\b`);
  }

  text(text: string): string {
    // Colours of a terminal would stand against the name before which they are switched on.
    const plain = text.replace(terminalSequences, ' ');
    const withoutAccess = this.#access.in(plain.replace(urls, (url) => this.#url(url)));
    if (this.#options.showsPlaces) return withoutAccess;
    let shown = this.#places.in(withoutAccess);
    for (const [pattern, node] of this.#hosts) shown = shown.replace(pattern, node);
    shown = shown
      .replace(ipv4s, address)
      .replace(ipv6s, (found) => (isIpv6(found) ? address : found))
      .replace(logins, (_, host: string) => (this.#isNode(host) ? host : address))
      .replace(absolutePaths, (found) => (openPaths.test(found) ? found : path));
    if (this.#users) shown = shown.replace(this.#users, user);
    return this.#ports ? shown.replace(this.#ports, '[port]') : shown;
  }

  /** Keys of objects, too: what a system answers may have any. */
  json(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (value === null || typeof value !== 'object') return value;
    if (isJsonArray(value)) return value.map((item) => this.json(item));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [this.text(key), this.json(item)]));
  }

  /** Without its user and its query; of a node, under its name; of others nothing is left. */
  #url(url: string): string {
    const { scheme, host, path: rest, query } = partsOf(url);
    if (this.#options.showsPlaces) return `${scheme}://${host}${rest}${query === '' ? '' : '?…'}`;
    const node = this.#nodeOf.get(host.toLowerCase()) ?? this.#nodeOf.get(hostOf(host));
    return node === undefined || node === address ? address : `${scheme}://${node}${rest}`;
  }

  #isNode(host: string): boolean {
    return [...this.#nodeOf.values()].includes(host);
  }
}

/** Texts that are found wherever they stand. */
class Replacement {
  readonly #pattern: RegExp | undefined;
  readonly #instead: ReadonlyMap<string, string>;

  constructor(secrets: readonly Secret[]) {
    const alternatives = secrets.map(({ text }) =>
      isWord(text) ? `(?<![\\w.-])${escaped(text)}(?![\\w-])` : escaped(text),
    );
    this.#pattern = alternatives.length === 0 ? undefined : new RegExp(alternatives.join('|'), 'gi');
    this.#instead = new Map(secrets.map(({ text, instead }) => [text.toLowerCase(), instead]));
  }

  in(text: string): string {
    if (!this.#pattern) return text;
    return text.replace(this.#pattern, (found) => this.#instead.get(found.toLowerCase()) ?? path);
  }
}

/** May be a part of another one. */
function isWord(text: string): boolean {
  return /^\w{1,11}$/.test(text);
}

/** @param whole the pattern around the alternatives */
function anyOf(texts: readonly string[], whole: (alternatives: string) => string): RegExp | undefined {
  if (texts.length === 0) return undefined;
  return new RegExp(whole(texts.map(escaped).join('|')), 'gi');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** By address, with the port and without; an address that several nodes share names none of them. */
function nodesByHost(hosts: readonly Host[]): ReadonlyMap<string, string> {
  const nodes = new Map<string, string>();
  const add = (key: string, node: string) => {
    const known = nodes.get(key);
    nodes.set(key, known === undefined || known === node ? node : address);
  };
  for (const { host, port, node } of hosts) {
    add(host.toLowerCase(), node);
    add(`${host.toLowerCase()}:${port}`, node);
  }
  return nodes;
}

/** The longest first. A host is also known by the first part of its name, which machines call themselves. */
function hostPatterns(hosts: readonly Host[], nodeOf: ReadonlyMap<string, string>) {
  const patterns = hosts.flatMap(({ host, port }): readonly (readonly [string, string, string])[] => {
    const node = nodeOf.get(host.toLowerCase()) ?? address;
    const withPort = nodeOf.get(`${host.toLowerCase()}:${port}`) ?? address;
    const written = host.includes(':') ? `(?:\\[${escaped(host)}\\]|${escaped(host)})` : escaped(host);
    const whole = [
      [`${host}:${port}`, bounded(host, `${written}:${port}(?!\\d)`), withPort],
      [host, bounded(host, `${written}(?::\\d{1,5}\\b)?`), node],
    ] as const;
    const [label = ''] = host.split('.');
    const isName = /[a-z]/i.test(label) && !host.includes(':') && label.length > 2;
    if (!isName || commonWords.has(label.toLowerCase()) || label === host) return whole;
    return [...whole, [label, bounded(label, `${escaped(label)}(?:\\.[\\w-]+)*(?::\\d{1,5}\\b)?`), node]];
  });
  return patterns
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([, pattern, node]) => [new RegExp(pattern, 'gi'), node] as const);
}

/** A number may be a part of a longer one, and a plain word of another word; a name with dots is found in anything. */
function bounded(host: string, pattern: string): string {
  if (/^[\d.]+$/.test(host)) return `(?<![\\d.])${pattern}(?!\\d|\\.\\d)`;
  return /[.:]/.test(host) ? pattern : `(?<![\\w.-])${pattern}(?![\\w-])`;
}

function hostOf(authority: string): string {
  return authority
    .replace(/:\d*$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase();
}

/** And an address of the hardware; times of day have colons as well. */
function isIpv6(found: string): boolean {
  const bare = found.replace(/^\[|\](?::\d+)?$|%\w+/g, '');
  if (found.startsWith('[')) return true;
  const groups = bare.split(':');
  if (bare.includes('::')) return /[0-9a-f]/i.test(bare);
  return groups.length === 8 || (groups.length === 6 && groups.every((group) => group.length === 2));
}
