import { describe, expect, it } from 'vitest';
import type { Remote } from '../../nodes/remote';
import { agentFlags } from './agent';

function nodeAt(name: string, address: string) {
  return { name, remote: { node: name, address } as Remote };
}

/** All values of a flag that may be given several times. */
function valuesOf(flags: readonly string[], name: string): readonly string[] {
  return flags.flatMap((flag, i) => (flag === name ? [flags[i + 1] ?? ''] : []));
}

describe('the flags of a server', () => {
  const nodes = [nodeAt('n1', '10.0.0.1'), nodeAt('n2', 'fd00::2'), nodeAt('n3', 'db3.example')];
  const flagsOf = (i: number) => agentFlags(nodes[i] ?? nodeAt('n1', '10.0.0.1'), nodes, 'clew-t');

  it('expect all servers and join all others', () => {
    expect(valuesOf(flagsOf(0), '-bootstrap-expect')).toEqual(['3']);
    expect(valuesOf(flagsOf(0), '-retry-join')).toEqual(['fd00::2', 'db3.example']);
    expect(valuesOf(flagsOf(2), '-retry-join')).toEqual(['10.0.0.1', 'fd00::2']);
  });

  it('let a server listen on its own address, and one known by a name on all', () => {
    expect(valuesOf(flagsOf(0), '-bind')).toEqual(['10.0.0.1']);
    expect(valuesOf(flagsOf(0), '-client')).toEqual(['10.0.0.1']);
    expect(valuesOf(flagsOf(2), '-bind')).toEqual(['0.0.0.0']);
  });

  it('speed up Raft, and keep servers in the cluster that were cut off', () => {
    expect(valuesOf(flagsOf(0), '-hcl')).toEqual(
      expect.arrayContaining(['performance { raft_multiplier = 1 }', 'autopilot { cleanup_dead_servers = false }']),
    );
    expect(valuesOf(flagsOf(0), '-datacenter')).toEqual(['clew-t']);
  });
});
