/**
 * Who a node is. Host keys are looked up in a known_hosts file as OpenSSH writes it: plain and hashed names, wildcards,
 * negations, `[host]:port`, and `@revoked` lines.
 */
import { createHash, createHmac } from 'node:crypto';

export interface KnownHost {
  /** Counted from 1, as editors do. */
  readonly line: number;
  readonly names: string;
  readonly type: string;
  /** Base64, as in the file. */
  readonly key: string;
  readonly isRevoked: boolean;
}

export type HostKeyVerdict =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'changed'; readonly line: number; readonly expected: string }
  | { readonly kind: 'revoked'; readonly line: number };

/** Lines that make no sense are passed over, as OpenSSH does; so are certificate authorities, which are not supported. */
export function parseKnownHosts(text: string): KnownHost[] {
  return text.split(/\r?\n/).flatMap((content, index) => {
    const fields = content.trim().split(/\s+/);
    const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
    const [names, type, key] = fields;
    if (!names || !type || !key || names.startsWith('#') || marker === '@cert-authority') return [];
    return [{ line: index + 1, names, type, key, isRevoked: marker === '@revoked' }];
  });
}

/** As known_hosts names an address. */
export function hostName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

export function entriesFor(hosts: readonly KnownHost[], host: string, port: number): KnownHost[] {
  return hosts.filter((entry) => isNamed(entry.names, hostName(host, port)));
}

/** @param entries those of this host */
export function judgeHostKey(entries: readonly KnownHost[], key: Buffer): HostKeyVerdict {
  const encoded = key.toString('base64');
  const revoked = entries.find((entry) => entry.isRevoked && entry.key === encoded);
  if (revoked) return { kind: 'revoked', line: revoked.line };
  const good = entries.filter((entry) => !entry.isRevoked);
  if (good.some((entry) => entry.key === encoded)) return { kind: 'known' };
  const other = good.find((entry) => entry.type === keyType(key)) ?? good[0];
  if (other === undefined) return { kind: 'unknown' };
  return { kind: 'changed', line: other.line, expected: fingerprint(Buffer.from(other.key, 'base64')) };
}

/** `SHA256:…`, as ssh-keygen prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The type is the first string of the key itself. */
export function keyType(key: Buffer): string {
  return key.toString('latin1', 4, 4 + key.readUInt32BE(0));
}

function isNamed(names: string, wanted: string): boolean {
  if (names.startsWith('|1|')) {
    const [, , salt, hash] = names.split('|');
    const expected = createHmac('sha1', Buffer.from(salt ?? '', 'base64'))
      .update(wanted)
      .digest('base64');
    return hash === expected;
  }
  const patterns = names.split(',');
  const isMatch = (pattern: string) => globToRegExp(pattern).test(wanted);
  if (patterns.some((pattern) => pattern.startsWith('!') && isMatch(pattern.slice(1)))) return false;
  return patterns.some((pattern) => !pattern.startsWith('!') && isMatch(pattern));
}

function globToRegExp(pattern: string): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 'i');
}
