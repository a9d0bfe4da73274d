/** The programs, as Debian packages them: one file each, which is server or Sentinel as it is called. */
import { linkProgram } from '../kit/source/libraries';
import { findProgram, type Program, versionOf } from '../kit/source/program';
import type { SystemContext, SystemNode } from '../kit/system';
import { type Flavour, pathsOf } from './member';

export const redisProgram: Program = {
  command: 'redis-server',
  debianPackage: 'redis-tools',
  pathInPackage: 'usr/bin/redis-check-rdb',
  installedPath: '/opt/clew/redis/program',
  versionArguments: ['--version'],
  versionPattern: /server v=(\S+)/,
  cure: 'Install redis-server on every node, or choose another source for it.',
};

export const valkeyProgram: Program = {
  ...redisProgram,
  command: 'valkey-server',
  debianPackage: 'valkey-tools',
  pathInPackage: 'usr/bin/valkey-check-rdb',
  installedPath: '/opt/clew/valkey/program',
  cure: 'Install valkey-server on every node, or choose another source for it.',
};

/** What one release or another links with, by the packages that have it. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'libjemalloc.so.2': ['libjemalloc2'],
  'liblzf.so.1': ['liblzf1'],
  'libatomic.so.1': ['libatomic1'],
  'libssl.so.1.1': ['libssl1.1'],
  'libcrypto.so.1.1': ['libssl1.1'],
  'libssl.so.3': ['libssl3', 'libssl3t64'],
  'libcrypto.so.3': ['libssl3', 'libssl3t64'],
  'libsystemd.so.0': ['libsystemd0'],
  'libcap.so.2': ['libcap2'],
  'libstdc++.so.6': ['libstdc++6'],
  'libgcc_s.so.1': ['libgcc-s1'],
  'liblua5.1.so.0': ['liblua5.1-0'],
  'liblua5.1-cjson.so.0': ['lua-cjson'],
  'liblua5.1-bitop.so.0': ['lua-bitop'],
  'libc.so.6': ['libc6'],
  'libm.so.6': ['libc6'],
};

/** @returns the version that the program names */
export async function installServer(node: SystemNode, context: SystemContext, flavour: Flavour): Promise<string> {
  const { name, program } = flavour;
  const path = await findProgram(node, context, program);
  const { directory, server } = pathsOf(flavour, node);
  const names = [`${name}-server`, `${name}-sentinel`];
  await linkProgram(node, context, { path, names, directory, packages, cure: program.cure });
  return versionOf(node, server.command, program);
}
