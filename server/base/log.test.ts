import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { packageRoot } from './package-root';

const program = `
import { quietLog } from './server/base/log';
const log = quietLog();
log.warn('one');
setTimeout(() => {
  log.warn('two');
  process.stdout.write('goes on');
  process.exit(3);
}, 50);
`;

test.skipIf(process.platform !== 'linux')(
  'a log that nothing can be written to neither ends the process nor keeps it',
  async () => {
    const file = join(packageRoot, '.build', 'from-source', `log-${process.pid}.mjs`);
    await build({
      absWorkingDir: packageRoot,
      stdin: { contents: program, resolveDir: packageRoot, loader: 'ts' },
      outfile: file,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
    });
    const full = await open('/dev/full', 'w');
    try {
      const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', full.fd] });
      let said = '';
      child.stdout?.on('data', (piece) => (said += piece));
      const [code] = await once(child, 'close');
      expect([code, said]).toEqual([3, 'goes on']);
    } finally {
      await full.close();
      await rm(file, { force: true });
    }
  },
);
