/** Which Clew this is: the version of its package and, in a checkout, the commit; `-changed` where files differ from it. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { packageRoot } from './package-root';

export interface ClewVersion {
  readonly version: string;
  readonly commit?: string;
}

const packageFile = z.object({ version: z.string() });

/** Letters of a commit; enough to tell those of one project apart. */
const commitLetters = 10;

/** Git reads one file; what takes longer hangs on a disk. */
const gitLimitMs = 5000;

let found: Promise<ClewVersion> | undefined;

/** Looked up once: a checkout that moves on does not change what runs. */
export function clewVersion(): Promise<ClewVersion> {
  found ??= look();
  return found;
}

async function look(): Promise<ClewVersion> {
  const { version } = packageFile.parse(JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')));
  // Of a package that lies inside another project, git would tell that project's commit.
  if (!existsSync(join(packageRoot, '.git'))) return { version };
  const describe = ['describe', '--always', `--abbrev=${commitLetters}`, '--dirty=-changed', '--exclude=*'];
  try {
    const { stdout } = await promisify(execFile)('git', describe, { cwd: packageRoot, timeout: gitLimitMs });
    return { version, commit: stdout.trim() };
  } catch {
    // Without git the version is what is known.
    return { version };
  }
}
