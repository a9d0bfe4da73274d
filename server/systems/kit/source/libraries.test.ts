import { expect, it } from 'vitest';
import { lackingLibraries } from './libraries';

it('what the loader does not find, or finds too old, is lacking', () => {
  const said = `
	linux-vdso.so.1 (0x00007effbfd03000)
	libatomic.so.1 => /lib/x86_64-linux-gnu/libatomic.so.1 (0x00007effbfce8000)
	liblzf.so.1 => not found
	libjemalloc.so.2 => not found
/opt/redis: /lib/x86_64-linux-gnu/libm.so.6: version \`GLIBC_2.38' not found (required by /opt/redis)
/opt/redis: /lib/x86_64-linux-gnu/libc.so.6: version \`GLIBC_2.38' not found (required by /opt/redis)
/opt/redis: /lib/x86_64-linux-gnu/libc.so.6: version \`GLIBC_2.37' not found (required by /opt/redis)
`;
  expect(lackingLibraries(said)).toEqual(['liblzf.so.1', 'libjemalloc.so.2', 'libm.so.6', 'libc.so.6']);
});

it('a program that is linked with nothing, or with all that it needs, lacks nothing', () => {
  expect(lackingLibraries('	not a dynamic executable\n')).toEqual([]);
  expect(lackingLibraries('	libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007effbf01e000)\n')).toEqual([]);
});
