/**
 * The hosts of an ssh config (ssh_config(5)) as a cluster: `Host` lines with HostName, Port, User, IdentityFile,
 * UserKnownHostsFile and ProxyJump. As in ssh the first value counts, also from a pattern such as `Host *`. `Match` blocks and
 * `Include` are passed over, because what they say depends on more than the file.
 *
 *     Host db1
 *       HostName 10.0.0.1
 *       User deploy
 */
import { err, ok, type Result } from '../base/result';
import type { Tree } from './tree';

export interface ConfiguredHost {
  /** As in its `Host` line. */
  readonly alias: string;
  /** By keyword in small letters, the first of each. */
  readonly options: ReadonlyMap<string, string>;
}

interface Block {
  readonly patterns: readonly string[];
  readonly options: [keyword: string, value: string][];
}

/** Those that have a line of their own; patterns only give values. */
export function parseSshConfig(text: string): readonly ConfiguredHost[] {
  const blocks: Block[] = [{ patterns: ['*'], options: [] }];
  for (const line of text.split(/\r?\n/)) {
    const [, keyword = '', written = ''] = /^\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
    const name = keyword.toLowerCase();
    if (name === '') continue;
    if (name === 'host') blocks.push({ patterns: wordsOf(written), options: [] });
    else if (name === 'match') blocks.push({ patterns: [], options: [] });
    else blocks.at(-1)?.options.push([name, wordsOf(written).join(' ')]);
  }
  const aliases = blocks.flatMap(({ patterns }) => patterns.filter((pattern) => !/[*?!]/.test(pattern)));
  return [...new Set(aliases)].map((alias) => {
    const options = new Map<string, string>();
    for (const block of blocks.filter(({ patterns }) => isFor(patterns, alias))) {
      for (const [name, value] of block.options) if (!options.has(name)) options.set(name, value);
    }
    return { alias, options };
  });
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function isFor(patterns: readonly string[], alias: string): boolean {
  const isMatch = (pattern: string) => globOf(pattern).test(alias);
  if (patterns.some((pattern) => pattern.startsWith('!') && isMatch(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && isMatch(pattern));
}

function globOf(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`);
}

/** What a cluster has for all of its nodes, and an ssh config for each host. */
const shared = ['user', 'identityfile', 'userknownhostsfile', 'proxyjump'] as const;

/**
 * The machines of a cluster, to be read by `readSavedCluster`.
 * @param wanted aliases in their order; all that there are where none is named
 * @param home of the person whose config it is: `/home/me`
 */
export function clusterOfSshConfig(text: string, wanted: readonly string[], home: string): Result<Tree, string> {
  const hosts = parseSshConfig(text);
  const missing = wanted.filter((alias) => !hosts.some((host) => host.alias === alias));
  const known = hosts.map(({ alias }) => alias).join(', ') || 'none';
  if (missing.length > 0) return err(`it has no host ${missing.join(', ')}; it has ${known}`);
  const chosen =
    wanted.length > 0 ? wanted.flatMap((alias) => hosts.find((host) => host.alias === alias) ?? []) : hosts;
  if (chosen.length === 0) return err('it has no host but patterns');
  const [first] = chosen;
  for (const option of shared) {
    const other = chosen.find(({ options }) => options.get(option) !== first?.options.get(option));
    if (other)
      return err(`${first?.alias} and ${other.alias} differ in ${option}, and a cluster has one for all its nodes`);
  }
  const path = (option: string) => first?.options.get(option)?.replace(/^(?:~|%d)(?=\/)/, home);
  const [user, keyFile, knownHostsFile, jump] = [
    first?.options.get('user'),
    path('identityfile'),
    path('userknownhostsfile'),
    first?.options.get('proxyjump'),
  ];
  return ok({
    nodes: chosen.map(({ alias, options }, place) => {
      const port = options.get('port');
      const host = options.get('hostname')?.replaceAll('%h', alias) ?? alias;
      return { name: nodeNameOf(alias, place), host, ...(port !== undefined && { port: Number(port) }) };
    }),
    ...(user !== undefined && { user }),
    auth: { agent: true, ...(keyFile !== undefined && { keyFile }) },
    ...(knownHostsFile !== undefined && { knownHostsFile }),
    ...(jump !== undefined && jump !== 'none' && { jump }),
  });
}

/** The alias where it can name a node. */
function nodeNameOf(alias: string, place: number): string {
  const name = alias.toLowerCase();
  return /^[a-z][a-z0-9-]{0,30}$/.test(name) ? name : `n${place + 1}`;
}
