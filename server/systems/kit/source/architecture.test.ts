import { open } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { canRun, elfHeadBytes, elfMachine } from './architecture';
import { localCommand } from './local-command';

/** The first bytes of an ELF file. */
function elfHead(bits: 32 | 64, code: number, isBigEndian = false): Buffer {
  const head = Buffer.alloc(20);
  head.write('\x7fELF', 'latin1');
  head[4] = bits / 32;
  head[5] = isBigEndian ? 2 : 1;
  if (isBigEndian) head.writeUInt16BE(code, 18);
  else head.writeUInt16LE(code, 18);
  return head;
}

describe('the architecture of a program', () => {
  it('is read from the head of its file', () => {
    expect(elfMachine(elfHead(64, 62))).toBe('x86_64');
    expect(elfMachine(elfHead(64, 183))).toBe('aarch64');
    expect(elfMachine(elfHead(64, 22, true))).toBe('s390x');
    expect(elfMachine(elfHead(32, 8))).toBe('machine 8 of 32 bits');
  });

  it('is unknown of what is no ELF file', () => {
    expect(elfMachine(Buffer.from('#!/bin/sh\nexec etcd "$@"\n'))).toBeUndefined();
    expect(elfMachine(Buffer.alloc(0))).toBeUndefined();
  });

  it('is this machine’s own of the program that runs this test', async () => {
    const { stdout } = await localCommand(['uname', '-m'], { cwd: '/' });
    const program = await open(process.execPath);
    const { buffer } = await program.read(Buffer.alloc(elfHeadBytes), 0, elfHeadBytes, 0);
    await program.close();
    expect(canRun(elfMachine(buffer) ?? '', stdout.trim())).toBe(true);
  });

  it('of 32 bits runs on the machine of 64, and not the other way round', () => {
    expect(canRun('i686', 'x86_64')).toBe(true);
    expect(canRun('armv7l', 'aarch64')).toBe(true);
    expect(canRun('x86_64', 'i686')).toBe(false);
    expect(canRun('aarch64', 'x86_64')).toBe(false);
  });
});
