import { describe, expect, it } from 'vitest';
import type { Remote } from '../../nodes/remote';
import { clientUrl, memberFlags } from './member';

function nodeAt(name: string, address: string) {
  return { name, remote: { node: name, address } as Remote };
}

function flag(flags: readonly string[], name: string): string | undefined {
  return flags[flags.indexOf(name) + 1];
}

describe('the flags of a member', () => {
  const nodes = [nodeAt('n1', '10.0.0.1'), nodeAt('n2', 'fd00::2'), nodeAt('n3', 'db3.example')];

  it('name every member of the cluster, an IPv6 address in brackets', () => {
    for (const node of nodes) {
      expect(flag(memberFlags(node, nodes, 't'), '--initial-cluster')).toBe(
        'n1=http://10.0.0.1:2380,n2=http://[fd00::2]:2380,n3=http://db3.example:2380',
      );
    }
  });

  it('let a node listen on its own address', () => {
    const flags = memberFlags(nodeAt('n1', '10.0.0.1'), nodes, 't');
    expect(flag(flags, '--listen-client-urls')).toBe('http://10.0.0.1:2379');
    expect(flag(flags, '--listen-peer-urls')).toBe('http://10.0.0.1:2380');
  });

  it('let a node known by a name listen on all addresses, and be reached by its name', () => {
    const flags = memberFlags(nodeAt('n3', 'db3.example'), nodes, 't');
    expect(flag(flags, '--listen-client-urls')).toBe('http://0.0.0.0:2379');
    expect(flag(flags, '--advertise-client-urls')).toBe(clientUrl('db3.example'));
  });

  it('switch the v2 API on and leave heartbeat and election times alone', () => {
    const flags = memberFlags(nodeAt('n1', '10.0.0.1'), nodes, 't');
    expect(flags.filter((text) => /heartbeat|election/.test(text))).toEqual([]);
  });
});
